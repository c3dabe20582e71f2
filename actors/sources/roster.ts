// The market sources, one line each.
import { filesSource } from "./files/source.ts";
import { simulatedSource } from "./simulated/source.ts";
import { type Partition, partitioned } from "./partition.ts";
import type { TickSource } from "./source.ts";

/** What is asked of a source. */
export interface SourceOptions {
  readonly source: "simulated" | "replay";
  /** Files and folders to replay. */
  readonly files: readonly string[];
  /** Times real speed; 0 is as fast as possible. */
  readonly speed: number;
  readonly seed: number;
  /** The share of the instruments that is wanted; all where it is not given. */
  readonly partition?: Partition;
}

/** Opens the source that is asked for. Fails with `SourceFailed`. */
export const openSource = async (options: SourceOptions): Promise<TickSource> => {
  const whole = await openWhole(options);
  return options.partition === undefined ? whole : partitioned(whole, options.partition);
};

const openWhole = (options: SourceOptions): Promise<TickSource> => {
  switch (options.source) {
    case "simulated":
      return Promise.resolve(simulatedSource(options));
    case "replay":
      return filesSource(options);
  }
};

// The market sources, one line each.
import { simulatedSource } from "./simulated/source.ts";
import { SourceFailed, type TickSource } from "./source.ts";

/** What is asked of a source. */
export interface SourceOptions {
  readonly source: "simulated" | "replay";
  /** Files and folders to replay. */
  readonly files: readonly string[];
  /** Times real speed; 0 is as fast as possible. */
  readonly speed: number;
  readonly seed: number;
}

/** Opens the source that is asked for. Fails with `SourceFailed`. */
export const openSource = (options: SourceOptions): Promise<TickSource> => {
  switch (options.source) {
    case "simulated":
      return Promise.resolve(simulatedSource(options));
    case "replay":
      return Promise.reject(new SourceFailed("No file layout is known yet"));
  }
};

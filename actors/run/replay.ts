// The replay host: the same pipeline in a plain loop, with no stream and no clock. This is the backtester.
import type { InstrumentRegistry } from "../../streams/instruments.ts";
import type { AnyRecord } from "../../streams/records.ts";
import type { AnyActor } from "../actor.ts";
import type { Deliver } from "../machine.ts";
import { Pipeline, type Predict } from "../pipeline.ts";
import type { SourceRefusal, TickSource } from "../sources/source.ts";
import { batchTicks } from "./limits.ts";
import { sessionStarted } from "./session.ts";

/** What a replay runs. */
export interface ReplayOptions {
  readonly source: TickSource;
  readonly instruments: InstrumentRegistry;
  readonly market: readonly AnyActor[];
  readonly trading: readonly AnyActor[];
  readonly predict: Predict;
  /** Takes every record that follows from the source, in order. */
  readonly deliver: Deliver;
  readonly settings?: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly refuse?: (refusal: SourceRefusal) => void;
  /** Called now and then with the records taken so far. */
  readonly progress?: (records: number) => void;
  readonly signal?: AbortSignal;
  /** Ticks that go through together; the outputs are the same bytes for any number. */
  readonly batchTicks?: number;
}

/**
 * Runs a source from its first to its last record, as a first session on an empty input log would.
 * Returns the number of records. Throws `SourceFailed` and `ActorFailed`.
 */
export const replay = async (options: ReplayOptions): Promise<number> => {
  const pipeline = new Pipeline(options);
  const signal = options.signal ?? new AbortController().signal;
  const size = options.batchTicks ?? batchTicks;
  let position = 0;
  await pipeline.run([sessionStarted(options.source, "replay", position)]);
  for await (const batch of options.source.open(undefined, options.refuse ?? (() => {}), signal)) {
    for (let from = 0; from < batch.ticks.length; from += size) {
      const part = batch.ticks.slice(from, from + size) as unknown as AnyRecord[];
      for (const tick of part) {
        tick.position = ++position;
        tick.outputIndex = 0;
      }
      await pipeline.run(part);
    }
    options.progress?.(position);
    if (signal.aborted) break;
  }
  return position;
};

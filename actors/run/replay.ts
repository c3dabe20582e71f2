// The replay host: the same pipeline in a plain loop, with no stream and no clock. This is the backtester.
import type { InstrumentRegistry } from "../../streams/instruments.ts";
import type { AnyRecord } from "../../streams/records.ts";
import type { AnyActor } from "../actor.ts";
import { ActorFailed, type Deliver, deliveryOf } from "../machine.ts";
import { Pipeline, type Predict } from "../pipeline.ts";
import type { SourceRefusal, TickSource } from "../sources/source.ts";
import { batchTicks, skippedDeliveries } from "./limits.ts";
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
  /** Told of an actor that failed on a record, which is passed over. */
  readonly failed?: (failed: ActorFailed) => void;
  readonly refuse?: (refusal: SourceRefusal) => void;
  /** Called now and then with the records taken so far. */
  readonly progress?: (records: number) => void;
  readonly signal?: AbortSignal;
  /** Ticks that go through together; the outputs are the same bytes for any number. */
  readonly batchTicks?: number;
}

/**
 * Runs a source from its first to its last record, as a first session on an empty input log would.
 * Returns the number of records. Where an actor fails on a record it begins again and passes that
 * record over, as the live host does after a second failure; what was delivered already is not
 * delivered again. Throws `SourceFailed`, and `ActorFailed` for one failure too many.
 */
export const replay = async (options: ReplayOptions): Promise<number> => {
  const skipped = new Set<string>();
  let delivered = 0;
  for (;;) {
    let made = 0;
    const deliver: Deliver = (record) => {
      if (++made <= delivered) return;
      delivered++;
      options.deliver(record);
    };
    try {
      return await replayOnce({ ...options, deliver }, skipped);
    } catch (cause) {
      if (!(cause instanceof ActorFailed) || skipped.size >= skippedDeliveries) throw cause;
      skipped.add(deliveryOf(cause.actor, cause.record));
      options.failed?.(cause);
    }
  }
};

const replayOnce = async (
  options: ReplayOptions,
  skipped: ReadonlySet<string>,
): Promise<number> => {
  const pipeline = new Pipeline(options);
  pipeline.skip(skipped);
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

// The conveyor: carries batches through the pipeline, one half while the models predict the other.
import { Deferred, Effect } from "effect";
import type { AnyRecord } from "../../streams/records.ts";
import type { Pipeline } from "../pipeline.ts";
import { nowUs } from "./clock.ts";
import type { Gate, Hops } from "./gate.ts";
import { batchesUnderWay } from "./limits.ts";
import type { Outputs } from "./outputs.ts";
import type { Progress } from "./progress.ts";

/** What the conveyor runs on. */
export interface ConveyorOptions {
  readonly pipeline: Pipeline;
  readonly outputs: Outputs;
  readonly gate: Gate;
  readonly progress: Progress;
}

/**
 * Makes a conveyor. `take` is the first half of a batch, and sees to the second, `failed` fails where a
 * second half did, `quiet` waits for all of them. Promises, not fibers, lead from one half to the other:
 * a fiber's turn costs a tick about as long as everything that is decided on it.
 */
export const makeConveyor = Effect.fnUntraced(function* (options: ConveyorOptions) {
  const { pipeline, outputs, gate, progress } = options;
  const failed = yield* Deferred.make<never>();
  let newest: Promise<void> = Promise.resolve();
  let underWay = 0;
  let oneDone: () => void = () => {};

  /** Derives what follows from a batch, and decides it when its predictions have come and its turn is. */
  const take = Effect.fnUntraced(function* (records: readonly AnyRecord[], ingestTimeUs: number) {
    const hops: Hops = { ingestTimeUs, featuresTimeUs: 0, predictedTimeUs: 0 };
    const derived = pipeline.derive(records);
    hops.featuresTimeUs = nowUs();
    const predictions = derived.vectors.length === 0 ? undefined : pipeline.predictions(derived);
    // Looked at when it is this batch's turn; until then a failure must not count as unhandled.
    predictions?.catch(() => {});
    const before = newest;
    newest = (async () => {
      await before;
      const made = predictions === undefined ? [] : await predictions;
      if (predictions !== undefined) hops.predictedTimeUs = nowUs();
      gate.enter(hops);
      pipeline.decide(records, derived, made);
      progress.decidedIngestUs = ingestTimeUs;
      underWay--;
      oneDone();
    })();
    newest.catch((cause) => Deferred.doneUnsafe(failed, Effect.die(cause)));
    if (++underWay >= batchesUnderWay) {
      yield* Effect.promise(() => new Promise<void>((resolve) => oneDone = resolve));
    }
    yield* outputs.room;
  });

  /** Waits until every batch taken so far is decided. */
  const quiet = Effect.promise(() => newest);

  return { take, failed: Deferred.await(failed), quiet };
});

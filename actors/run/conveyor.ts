// The conveyor: carries batches through the pipeline, one half while the models predict the other.
import { Deferred, Effect, Queue } from "effect";
import type { Prediction } from "../../streams/predictions.ts";
import type { AnyRecord } from "../../streams/records.ts";
import type { Derived, Pipeline, Predict } from "../pipeline.ts";
import { nowUs } from "./clock.ts";
import type { Gate, Hops } from "./gate.ts";
import { batchesUnderWay } from "./limits.ts";
import type { Outputs } from "./outputs.ts";
import type { Progress } from "./progress.ts";

interface Batch {
  readonly records: readonly AnyRecord[];
  readonly derived: Derived;
  readonly predictions: Promise<readonly (readonly Prediction[])[]>;
  readonly hops: Hops;
}
type Work = Batch | { readonly quiet: Deferred.Deferred<void> };

/** What the conveyor runs on. */
export interface ConveyorOptions {
  readonly pipeline: Pipeline;
  readonly predict: Predict;
  readonly outputs: Outputs;
  readonly gate: Gate;
  readonly progress: Progress;
}

/** Makes a conveyor. `take` is the first half, `decide` runs the second for ever, `quiet` waits for it. */
export const makeConveyor = Effect.fnUntraced(function* (options: ConveyorOptions) {
  const { pipeline, outputs, gate, progress } = options;
  const work = yield* Queue.bounded<Work>(batchesUnderWay);

  /** Derives what follows from a batch, and hands it on to be predicted and decided. */
  const take = Effect.fnUntraced(function* (records: readonly AnyRecord[]) {
    const hops: Hops = { ingestTimeUs: nowUs(), featuresTimeUs: 0, predictedTimeUs: 0 };
    const derived = pipeline.derive(records);
    hops.featuresTimeUs = nowUs();
    const predictions = derived.vectors.length === 0
      ? Promise.resolve([])
      : options.predict(derived.vectors).then((made) => {
        hops.predictedTimeUs = nowUs();
        return made;
      });
    // Looked at when it is this batch's turn; until then a failure must not count as unhandled.
    predictions.catch(() => {});
    yield* Queue.offer(work, { records, derived, predictions, hops });
    yield* outputs.room;
  });

  /** Decides each batch in order, when its predictions have come. Never ends. */
  const decide = Effect.gen(function* () {
    while (true) {
      const next = yield* Queue.take(work);
      if ("quiet" in next) {
        yield* Deferred.succeed(next.quiet, undefined);
        continue;
      }
      const predictions = yield* Effect.promise(() => next.predictions);
      gate.enter(next.hops);
      pipeline.decide(next.records, next.derived, predictions);
      progress.decidedIngestUs = next.hops.ingestTimeUs;
      yield* outputs.room;
    }
  });

  /** Waits until every batch taken so far is decided. */
  const quiet = Effect.gen(function* () {
    const done = yield* Deferred.make<void>();
    yield* Queue.offer(work, { quiet: done });
    yield* Deferred.await(done);
  });

  return { take, decide, quiet };
});

// Predictions that another process makes: read from their stream in the order of the feature vectors they belong to.
import { Effect, Queue, Stream } from "effect";
import type { FeatureVector } from "../../streams/features.ts";
import type { Prediction } from "../../streams/predictions.ts";
import { isAfter } from "../../streams/transport/outbox.ts";
import { Transport, TransportError } from "../../streams/transport/transport.ts";
import type { Predict } from "../pipeline.ts";
import { recordsOf } from "./decode.ts";
import { predictionsWaiting } from "./limits.ts";

/** Predictions out of their stream. */
export interface PredictionsElsewhere {
  readonly predict: Predict;
  /** The message up to which every prediction was handed out. */
  readonly sequence: () => number;
}

interface Waiting {
  readonly prediction: Prediction;
  readonly sequence: number;
}

/**
 * Reads predictions after a message, for the scope. Every vector has as many as its line-up has models
 * (`models` where none is told), in the order of the vectors; those of vectors before the first one asked for are passed over.
 */
export const predictionsElsewhere = Effect.fnUntraced(function* (after: number, models: number) {
  const transport = yield* Transport;
  const queue = yield* Queue.bounded<Waiting, TransportError>(predictionsWaiting);
  yield* transport.read("PREDICTIONS", after + 1).pipe(
    Stream.runForEach(Effect.fnUntraced(function* (messages) {
      for (const { subject, payload, sequence } of messages) {
        const found = recordsOf(subject, payload) as readonly Prediction[];
        yield* Queue.offerAll(queue, found.map((prediction) => ({ prediction, sequence })));
      }
    })),
    Effect.onError((cause) => Queue.failCause(queue, cause)),
    Effect.forkScoped,
  );
  let handedOut = after;
  const next = Effect.fnUntraced(function* (vector: FeatureVector, count: number) {
    const made: Prediction[] = [];
    while (made.length < count) {
      const { prediction, sequence } = yield* Queue.take(queue);
      const wanted = {
        position: vector.position,
        outputIndex: vector.outputIndex * count + made.length,
      };
      if (isAfter(wanted, prediction)) continue;
      if (isAfter(prediction, wanted)) {
        const message = `No prediction of position ${vector.position}: ` +
          `the next one is of position ${prediction.position}`;
        return yield* new TransportError({ reason: "damaged", message });
      }
      made.push(prediction);
      // The message may hold more; a snapshot begins with it again, and passes over what was used.
      handedOut = sequence - 1;
    }
    return made;
  });
  // Calls come one after the other, each is answered in full before the next one begins.
  let before: Promise<unknown> = Promise.resolve();
  const predict: Predict = (vectors, lineUp) => {
    const count = lineUp?.models.length ?? models;
    const answer = before.then(() =>
      Effect.runPromise(Effect.forEach(vectors, (vector) => next(vector, count)))
    );
    before = answer.catch(() => {});
    return answer;
  };
  return { predict, sequence: () => handedOut } satisfies PredictionsElsewhere;
});

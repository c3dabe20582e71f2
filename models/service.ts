// Inference as a service of the live host: opened with its scope, closed with it.
import { Context, Effect, Layer } from "effect";
import { type Inference, type InferenceOptions, openInference } from "./inference.ts";

/** The models at work, for as long as the layer lives. The layer fails as `openInference` does. */
export class InferenceService
  extends Context.Service<InferenceService, Inference>()("models/Inference") {
  static readonly layer = (options: InferenceOptions = {}) =>
    Layer.effect(this, scopedInference(options));
}

/** Opens inference for the length of a scope. */
export const scopedInference = (options: InferenceOptions = {}) =>
  Effect.acquireRelease(
    Effect.tryPromise({ try: () => openInference(options), catch: (cause) => cause as Error }),
    (inference) => Effect.promise(() => inference.close()),
  );

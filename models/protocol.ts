// What the inference thread and its owner say to each other. Buffers change hands, uncopied.

/** A model as the thread gets it. */
export interface ThreadModel {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly golden: {
    readonly inputs: readonly (readonly number[])[];
    readonly probabilities: readonly (readonly number[])[];
  };
}

/** What the thread is started with. */
export interface ThreadOptions {
  readonly models: readonly ThreadModel[];
}

/** The two buffers of a run: inputs row by row; outputs model by model, row by row. */
export interface Buffers {
  readonly input: Float32Array<ArrayBuffer>;
  readonly output: Float32Array<ArrayBuffer>;
}

/** To the thread: run the models over the first rows of the input. */
export interface Run extends Buffers {
  readonly rows: number;
}

/** To the thread: end, after the run under way. */
export const close = "close";

/** From the thread. Whatever else goes wrong ends it. */
export type Reply =
  | { readonly kind: "ready" }
  | { readonly kind: "refused"; readonly model: string; readonly why: string }
  | { readonly kind: "failed"; readonly model: string; readonly why: string } & Buffers
  | { readonly kind: "done" } & Buffers;

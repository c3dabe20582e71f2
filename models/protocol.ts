// What the inference thread and its owner say to each other, and the memory they share.

/** A model as the thread gets it. */
export interface ThreadModel {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Vectors that one prediction reads: 1, or the rows of the window of a sequence model. */
  readonly windowRows: number;
  readonly golden: {
    readonly inputs: readonly (readonly number[])[];
    readonly probabilities: readonly (readonly number[])[];
  };
}

/**
 * Memory that both threads see: inputs row by row; of each sequence model its windows, row by row, and
 * nothing of the others; outputs model by model, row by row. While a run
 * is under way it is the thread's, and otherwise its owner's. Handing buffers over instead costs
 * 40 µs a run.
 */
export interface Buffers {
  readonly input: Float32Array<SharedArrayBuffer>;
  readonly windows: readonly Float32Array<SharedArrayBuffer>[];
  readonly output: Float32Array<SharedArrayBuffer>;
}

/** What the thread is started with. */
export interface ThreadOptions extends Buffers {
  readonly models: readonly ThreadModel[];
}

/** To the thread: run the models over so many rows; or end, after the run under way. */
export type Order = number | "close";

/** From the thread. Whatever else goes wrong ends it. */
export type Reply =
  | { readonly kind: "ready" | "done" }
  | { readonly kind: "refused" | "failed"; readonly model: string; readonly why: string };

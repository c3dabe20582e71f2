// Runs every model over the same rows, in roster order: on the inference thread, or at once for a few rows.
import { inputWidth, outputWidth } from "./packing.ts";
import type { Buffers, ThreadModel } from "./protocol.ts";
import { openModel, type RunModel } from "./session.ts";

/** A model failed on rows that it was given. */
export class RunFailed extends Error {
  override readonly name = "RunFailed";
  readonly model: string;
  constructor(model: string, cause: Error) {
    super(cause.message, { cause });
    this.model = model;
  }
}

/** Runs the models over the first rows of the input, into the output. Fails with `RunFailed`. */
export interface RunModels {
  (rows: number): Promise<void>;
  /** Gives back what onnxruntime holds of them. They may not run again. */
  readonly release: () => Promise<void>;
}

/** Opens and warms up the models. Fails with `ModelRefused`. */
export const openModels = async (
  models: readonly ThreadModel[],
  { input, output }: Buffers,
): Promise<RunModels> => {
  const runs: RunModel[] = [];
  for (const model of models) runs.push(await openModel(model));
  // onnxruntime reads no shared memory.
  const matrix = new Float32Array(input.length);
  const runAll = async (rows: number): Promise<void> => {
    matrix.set(input.subarray(0, rows * inputWidth));
    for (let i = 0; i < runs.length; i++) {
      try {
        output.set(await runs[i]!(matrix, rows), i * rows * outputWidth);
      } catch (cause) {
        throw new RunFailed(models[i]!.name, cause as Error);
      }
    }
  };
  const release = async (): Promise<void> => {
    for (const run of runs) await run.release();
  };
  return Object.assign(runAll, { release });
};

/** Memory for the runs of so many models; `largest` is the most rows of a run. */
export const buffersFor = (models: number, largest: number): Buffers => ({
  input: sharedFloats(largest * inputWidth),
  output: sharedFloats(largest * outputWidth * models),
});

const sharedFloats = (length: number): Float32Array<SharedArrayBuffer> =>
  new Float32Array(new SharedArrayBuffer(length * Float32Array.BYTES_PER_ELEMENT));

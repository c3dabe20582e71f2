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
  { input, windows, output }: Buffers,
): Promise<RunModels> => {
  const runs: RunModel[] = [];
  for (const model of models) runs.push(await openModel(model));
  // onnxruntime reads no shared memory.
  const matrix = new Float32Array(input.length);
  const own = windows.map(({ length }) => new Float32Array(length));
  const runAll = async (rows: number): Promise<void> => {
    matrix.set(input.subarray(0, rows * inputWidth));
    for (let i = 0; i < runs.length; i++) {
      const { windowRows } = models[i]!;
      if (windowRows > 1) {
        own[i]!.set(windows[i]!.subarray(0, rows * windowRows * inputWidth));
      }
      try {
        const read = windowRows > 1 ? own[i]! : matrix;
        output.set(await runs[i]!(read, rows), i * rows * outputWidth);
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

/** Memory for the runs of some models; `largest` is the most rows of a run. */
export const buffersFor = (
  models: readonly Pick<ThreadModel, "windowRows">[],
  largest: number,
): Buffers => ({
  input: sharedFloats(largest * inputWidth),
  windows: models.map(({ windowRows }) =>
    sharedFloats(windowRows > 1 ? largest * windowRows * inputWidth : 0)
  ),
  output: sharedFloats(largest * outputWidth * models.length),
});

const sharedFloats = (length: number): Float32Array<SharedArrayBuffer> =>
  new Float32Array(new SharedArrayBuffer(length * Float32Array.BYTES_PER_ELEMENT));

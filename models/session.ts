// One model in onnxruntime: on one thread, and trusted only after it repeats its golden values.
import { InferenceSession, Tensor } from "onnxruntime-node";
import { goldenTolerance, warmUpRuns } from "./limits.ts";
import { inputWidth, outputWidth } from "./packing.ts";
import type { ThreadModel } from "./protocol.ts";
import { ModelRefused } from "./refused.ts";

/**
 * Runs a model over the first rows of a matrix; gives probabilities of down and up, row by row. A row
 * of a sequence model is a whole window.
 */
export interface RunModel {
  (input: Float32Array<ArrayBuffer>, rows: number): Promise<Float32Array>;
  /** Gives back what onnxruntime holds of it. It may not run again. */
  readonly release: () => Promise<void>;
}

// One thread within and between operators: more of them cost CPU and save no time on a tree model.
const options: InferenceSession.SessionOptions = {
  executionMode: "sequential",
  graphOptimizationLevel: "all",
  interOpNumThreads: 1,
  intraOpNumThreads: 1,
  logSeverityLevel: 3,
};

/** Opens a model and warms it up. Throws `ModelRefused` for one that belies its files. */
export const openModel = async (model: ThreadModel): Promise<RunModel> => {
  const session = await InferenceSession.create(model.bytes, options).catch((cause: Error) => {
    throw new ModelRefused(model.name, `onnxruntime cannot read it: ${cause.message}`);
  });
  const input = session.inputNames[0] ?? "";
  const shape = session.inputMetadata[0];
  const { windowRows } = model;
  const wished = windowRows === 1 ? [inputWidth] : [windowRows, inputWidth];
  const found = shape?.isTensor === true ? shape.shape.slice(1) : [];
  if (session.inputNames.length !== 1 || found.join() !== wished.join()) {
    throw new ModelRefused(
      model.name,
      `it reads ${session.inputNames.length} inputs of ${found.join("x") || "unknown"} numbers: ` +
        `expected one of ${wished.join("x")}`,
    );
  }
  const rowNumbers = windowRows * inputWidth;
  if (!session.outputNames.includes("probabilities")) {
    throw new ModelRefused(model.name, `it has no output "probabilities"`);
  }
  const predict = async (matrix: Float32Array<ArrayBuffer>, rows: number) => {
    const tensor = new Tensor("float32", matrix.subarray(0, rows * rowNumbers), [rows, ...wished]);
    const outputs = await session.run({ [input]: tensor }, ["probabilities"]);
    const data = outputs["probabilities"]?.data;
    if (!(data instanceof Float32Array) || data.length !== rows * outputWidth) {
      throw new Error(`Model "${model.name}" gave no ${rows} rows of ${outputWidth} probabilities`);
    }
    return data;
  };
  const run: RunModel = Object.assign(predict, { release: () => session.release() });
  await repeatGolden(model, run);
  return run;
};

/** Runs the golden inputs, together and one by one, and compares what comes out. */
const repeatGolden = async (model: ThreadModel, run: RunModel): Promise<void> => {
  const { inputs, probabilities } = model.golden;
  const matrix = Float32Array.from(inputs.flat());
  const wished = probabilities.flat();
  for (let i = 0; i < warmUpRuns; i++) {
    const rows = i % 2 === 0 ? inputs.length : 1;
    const made = await run(matrix, rows);
    for (let j = 0; j < made.length; j++) {
      if (Math.abs(made[j]! - wished[j]!) <= goldenTolerance) continue;
      throw new ModelRefused(
        model.name,
        `golden input ${Math.floor(j / outputWidth)} gives ${made[j]}: expected ${wished[j]}`,
      );
    }
  }
};

// The inference thread: runs the models, so that the main thread never waits for one.
import { parentPort, workerData } from "node:worker_threads";
import { ModelRefused } from "./card.ts";
import { inputWidth, outputWidth } from "./packing.ts";
import type { Order, Reply, ThreadOptions } from "./protocol.ts";
import { openModel, type RunModel } from "./session.ts";

const { models, input, output } = workerData as ThreadOptions;
const port = parentPort!;
const reply = (message: Reply) => port.postMessage(message);
// onnxruntime reads memory of its own thread only.
const matrix = new Float32Array(input.length);

const serve = async (runs: readonly RunModel[], rows: number): Promise<void> => {
  matrix.set(input.subarray(0, rows * inputWidth));
  let model = "";
  try {
    for (let i = 0; i < runs.length; i++) {
      model = models[i]!.name;
      output.set(await runs[i]!(matrix, rows), i * rows * outputWidth);
    }
    reply({ kind: "done" });
  } catch (cause) {
    reply({ kind: "failed", model, why: (cause as Error).message });
  }
};

try {
  const runs: RunModel[] = [];
  for (const model of models) runs.push(await openModel(model));
  port.on("message", (order: Order) => {
    if (order === "close") port.close();
    else void serve(runs, order);
  });
  reply({ kind: "ready" });
} catch (cause) {
  if (!(cause instanceof ModelRefused)) throw cause;
  reply({ kind: "refused", model: cause.model, why: cause.why });
}

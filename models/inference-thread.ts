// The inference thread: runs the models, so that the main thread never waits for one.
import { parentPort, workerData } from "node:worker_threads";
import { ModelRefused } from "./card.ts";
import { outputWidth } from "./packing.ts";
import { close, type Reply, type Run, type ThreadOptions } from "./protocol.ts";
import { openModel, type RunModel } from "./session.ts";

const { models } = workerData as ThreadOptions;
const port = parentPort!;
const reply = (message: Reply, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer);

const serve = async (runs: readonly RunModel[], { input, output, rows }: Run): Promise<void> => {
  const transfer = [input.buffer, output.buffer];
  let model = "";
  try {
    for (let i = 0; i < runs.length; i++) {
      model = models[i]!.name;
      output.set(await runs[i]!(input, rows), i * rows * outputWidth);
    }
    reply({ kind: "done", input, output }, transfer);
  } catch (cause) {
    reply({ kind: "failed", model, why: (cause as Error).message, input, output }, transfer);
  }
};

try {
  const runs: RunModel[] = [];
  for (const model of models) runs.push(await openModel(model));
  port.on("message", (message: Run | typeof close) => {
    if (message === close) port.close();
    else void serve(runs, message);
  });
  reply({ kind: "ready" });
} catch (cause) {
  if (!(cause instanceof ModelRefused)) throw cause;
  reply({ kind: "refused", model: cause.model, why: cause.message });
}

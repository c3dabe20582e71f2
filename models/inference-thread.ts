// The inference thread: runs the models over many rows, so that the main thread never waits for them.
import { parentPort, workerData } from "node:worker_threads";
import type { Order, Reply, ThreadOptions } from "./protocol.ts";
import { ModelRefused } from "./refused.ts";
import { openModels, RunFailed, type RunModels } from "./run-models.ts";

const options = workerData as ThreadOptions;
const port = parentPort!;
const reply = (message: Reply) => port.postMessage(message);

const serve = async (run: RunModels, rows: number): Promise<void> => {
  try {
    await run(rows);
    reply({ kind: "done" });
  } catch (cause) {
    // Anything else ends the thread, and another one tries again.
    if (!(cause instanceof RunFailed)) throw cause;
    reply({ kind: "failed", model: cause.model, why: cause.message });
  }
};

try {
  const run = await openModels(options.models, options);
  port.on("message", (order: Order) => {
    if (order === "close") port.close();
    else void serve(run, order);
  });
  reply({ kind: "ready" });
} catch (cause) {
  if (!(cause instanceof ModelRefused)) throw cause;
  reply({ kind: "refused", model: cause.model, why: cause.why });
}

// The owner of the inference thread: starts it, gives it run after run, and notices when it dies.
import { setTimeout as wait } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { runMs, runRows, startMs } from "./limits.ts";
import type { LoadedModel } from "./load.ts";
import type { Buffers, Order, Reply, ThreadModel, ThreadOptions } from "./protocol.ts";
import { ModelRefused } from "./refused.ts";
import { buffersFor } from "./run-models.ts";

/** The thread is gone, or must be taken for gone. The run it had may be tried on another. */
export class ThreadDied extends Error {
  override readonly name = "ThreadDied";
}

/** A running inference thread. */
export interface Thread {
  /** What the next run reads, and what the last one made. */
  readonly buffers: Buffers;
  /**
   * Runs the models over the first rows of the input; one run at a time. Fails with `ThreadDied`,
   * or `Error` where a model cannot run these rows.
   */
  readonly run: (rows: number) => Promise<void>;
  readonly close: () => Promise<void>;
}

interface Waiting {
  readonly resolve: (reply: Reply) => void;
  readonly reject: (cause: Error) => void;
  readonly timer: NodeJS.Timeout;
}

/**
 * Starts a thread, waits until its models are warm. Fails with `ModelRefused`, `ThreadDied`.
 *
 * Nothing ever calls `terminate`: while onnxruntime computes, that throws through its native code
 * and ends the whole process. A thread is asked to end, and one that hangs is left behind.
 */
export const startThread = async (models: readonly LoadedModel[]): Promise<Thread> => {
  const parts = models.map(partsOf);
  const buffers = buffersFor(parts, runRows);
  const workerData: ThreadOptions = { ...buffers, models: parts };
  const worker = new Worker(new URL("./inference-thread.ts", import.meta.url), {
    workerData,
    name: "inference",
  });
  let waiting: Waiting | undefined;
  let died: ThreadDied | undefined;
  const die = (why: string) => {
    died ??= new ThreadDied(`The inference thread ${why}`);
    settle()?.reject(died);
  };
  const settle = () => {
    const one = waiting;
    waiting = undefined;
    clearTimeout(one?.timer);
    return one;
  };
  worker.on("message", (reply: Reply) => settle()?.resolve(reply));
  worker.on("error", (cause: Error) => die(`failed: ${cause.message}`));
  const ended = new Promise<void>((resolve) => {
    worker.on("exit", (code) => {
      die(`ended with code ${code}`);
      resolve();
    });
  });

  const answer = (limitMs: number) =>
    new Promise<Reply>((resolve, reject) => {
      if (died !== undefined) return reject(died);
      const timer = setTimeout(() => {
        die(`gave no answer in ${limitMs} ms`);
        worker.unref();
      }, limitMs);
      waiting = { resolve, reject, timer };
    });

  const started = await answer(startMs);
  if (started.kind === "refused") {
    await ended;
    throw new ModelRefused(started.model, started.why);
  }
  const order = (message: Order) => worker.postMessage(message);
  return {
    buffers,
    run: async (rows) => {
      const reply = answer(runMs);
      order(rows);
      const made = await reply;
      if (made.kind === "done") return;
      const why = made.kind === "failed" ? `${made.model}: ${made.why}` : `it said "${made.kind}"`;
      throw new Error(`The models cannot run these rows: ${why}`);
    },
    close: async () => {
      order("close");
      const late = new AbortController();
      const limit = wait(runMs, undefined, { signal: late.signal, ref: false });
      await Promise.race([ended, limit.catch(() => {})]);
      late.abort();
    },
  };
};

/** What is needed of a model to run it. */
export const partsOf = ({ card, bytes, golden }: LoadedModel): ThreadModel => ({
  name: card.name,
  bytes,
  windowRows: card.window?.rows ?? 1,
  golden,
});

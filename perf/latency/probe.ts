// The measure to compare with: one small durable append at a time, from a thread with nothing else to do.
import { setTimeout as sleep } from "node:timers/promises";
import { parentPort, Worker, workerData } from "node:worker_threads";
import { jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import { configurationOf } from "../../streams/transport/jetstream-streams.ts";

/** Where the probe appends. */
export interface ProbeOptions {
  readonly url: string;
  readonly user: string;
  readonly password: string;
}

/** Bytes of an append: about one order. */
const payloadBytes = 400;
const everyMs = 5;

/** Starts a probe; `stop` ends it and gives the milliseconds of each append. */
export const startProbe = async (options: ProbeOptions): Promise<() => Promise<number[]>> => {
  const worker = new Worker(new URL(import.meta.url), { workerData: options });
  await new Promise((resolve, reject) => worker.once("message", resolve).once("error", reject));
  return () => {
    const times = new Promise<number[]>((resolve) => worker.once("message", resolve));
    worker.postMessage("stop");
    return times;
  };
};

const run = async (options: ProbeOptions): Promise<void> => {
  const connection = await connect({
    servers: options.url,
    user: options.user,
    pass: options.password,
    noAsyncTraces: true,
  });
  const manager = await jetstreamManager(connection);
  const definition = { name: "KV_probe", subjects: ["$KV.probe.>"], carries: {}, gates: true };
  await manager.streams.add(
    configurationOf({ ...definition, writer: "trading", maxBytes: 1e8 }) as never,
  );
  const payload = new Uint8Array(payloadBytes);
  const inbox = "_INBOX.probe";
  let answered: () => void = () => {};
  connection.subscribe(inbox, { callback: () => answered() });
  const times: number[] = [];
  let running = true;
  parentPort!.once("message", () => running = false);
  parentPort!.postMessage("ready");
  while (running) {
    const start = performance.now();
    await new Promise<void>((resolve) => {
      answered = resolve;
      connection.publish("$KV.probe.append", payload, { reply: inbox });
    });
    times.push(performance.now() - start);
    await sleep(everyMs);
  }
  await connection.close();
  parentPort!.postMessage(times);
};

if (parentPort !== null && workerData !== null) await run(workerData as ProbeOptions);

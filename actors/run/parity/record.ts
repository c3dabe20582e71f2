// Makes a recording to compare: a simulated market through core and recorder, the core killed on the way.
import { setTimeout as sleep } from "node:timers/promises";
import { TestProcess } from "../../../infra/local/testing-processes.ts";
import { deathsAllowed, flowingMs, stopMs } from "./limits.ts";
import { ParityFailed } from "./recording.ts";

/** What is recorded. */
export interface RecordOptions {
  /** The folder whose `run/endpoints.json` names running servers. */
  readonly dataDir: string;
  readonly seconds: number;
  /** How often the core is killed with SIGKILL and started again, spread over the time. */
  readonly restarts: number;
  /** Times real speed, above 0. */
  readonly speed: number;
  readonly seed: number;
  /** Called about once a second with the seconds recorded. */
  readonly progress?: (seconds: number) => void;
  readonly signal?: AbortSignal;
}

/** Records, and stops when everything taken in is stored. Throws `ParityFailed`. */
export const record = async (options: RecordOptions): Promise<void> => {
  const { dataDir, speed, seed } = options;
  const settings = { runId: "parity", speed, seed };
  const core = new TestProcess("core", dataDir, settings);
  const recorder = new TestProcess("recorder", dataDir, settings);
  try {
    await run(core, recorder, options);
    await stop(core);
    await stop(recorder);
  } finally {
    await Promise.all([core.end("SIGKILL"), recorder.end("SIGKILL")]);
  }
};

const run = async (
  core: TestProcess,
  recorder: TestProcess,
  options: RecordOptions,
): Promise<void> => {
  const { seconds, restarts, signal } = options;
  await flowing(core, 0);
  const beganMs = performance.now();
  const passed = (): number => (performance.now() - beganMs) / 1000;
  for (let done = 0; done <= restarts; done++) {
    const until = seconds * (done + 1) / (restarts + 1);
    for (let left = until - passed(); left > 0; left = until - passed()) {
      if (signal?.aborted === true) throw new ParityFailed("Stopped while recording");
      const dead = [core, recorder].find(({ deaths }) => deaths > deathsAllowed);
      if (dead !== undefined) throw new ParityFailed(`${dead.name} keeps ending by itself`);
      options.progress?.(passed());
      await sleep(Math.min(1_000, left * 1_000));
    }
    if (done === restarts) break;
    const records = core.status?.source?.records ?? 0;
    await core.end("SIGKILL");
    core.start();
    // Each kill hits a core that has gone on from where the one before was killed.
    await flowing(core, records);
  }
  options.progress?.(seconds);
};

/** Waits until the core has taken more ticks than this. */
const flowing = (core: TestProcess, records: number): Promise<void> =>
  core.until(({ source }) => (source?.records ?? 0) > records, flowingMs)
    .catch((cause: Error) => {
      throw new ParityFailed(cause.message);
    });

const stop = async (process: TestProcess): Promise<void> => {
  const timer = setTimeout(() => process.signal("SIGKILL"), stopMs);
  const code = await process.end("SIGTERM");
  clearTimeout(timer);
  if (code === 0) return;
  throw new ParityFailed(`${process.name} did not stop cleanly: exit code ${code}`);
};

// A sweep: every combination of settings over the same data on all cores, and how much of the best is luck.
import { createHash } from "node:crypto";
import { Worker } from "node:worker_threads";
import { type BacktestConfig, BadBacktest } from "../job.ts";
import { maxReturns } from "../limits.ts";
import { BadSetting } from "../settings.ts";
import { periodOf } from "../statistics.ts";
import { type Axis, trialsOf } from "./grid.ts";
import {
  deflate,
  type Deflated,
  type Overfitting,
  probabilityOfOverfitting,
} from "./overfitting.ts";
import { type Periods, ranked, type Trial } from "./trial.ts";
import {
  type Folds,
  purgedSplits,
  validate,
  type Validation,
  walkForwardSplits,
} from "./validation.ts";
import type { SweepAnswer, SweepData, SweepWork } from "./worker.ts";

/** What a sweep needs. */
export interface SweepOptions {
  readonly config: BacktestConfig;
  readonly axes: readonly Axis[];
  readonly data: SweepData;
  /** Event time of the first and the last row. */
  readonly fromUs: number;
  readonly toUs: number;
  readonly dataHash: string;
  readonly codeVersion: string;
  readonly workers: number;
  readonly folds: Folds;
  readonly clock: () => number;
  readonly signal?: AbortSignal;
  readonly progress?: (share: number) => void;
}

/** What it gives. */
export interface Sweep {
  /** The first 16 hexadecimal digits of the SHA-256 of configuration, axes, data and code version. */
  readonly id: string;
  readonly config: BacktestConfig;
  readonly axes: readonly Axis[];
  readonly dataHash: string;
  readonly codeVersion: string;
  readonly periods: Periods;
  readonly events: number;
  readonly seconds: number;
  readonly eventsPerSecond: number;
  readonly workers: number;
  readonly cancelled: boolean;
  /** From the best Sharpe ratio down. */
  readonly trials: readonly Trial[];
  readonly deflated: Deflated;
  readonly overfitting: Overfitting;
  readonly walkForward: Validation;
  readonly crossValidation: Validation;
}

/** Combinations a worker gets at once: few enough that no core waits at the end. */
const chunkOf = (trials: number, workers: number): number =>
  Math.max(1, Math.min(32, Math.floor(trials / (8 * workers))));

/** Runs all. Throws `BadBacktest`, `BadSetting`, `SourceFailed` of the first combination that does. */
export const runSweep = async (options: SweepOptions): Promise<Sweep> => {
  const { config, axes, data, dataHash, codeVersion, clock, folds } = options;
  const seconds = periodOf((options.toUs - options.fromUs) / 1e6);
  const period = (us: number) => Math.floor(us / 1e6 / seconds);
  const first = period(options.fromUs);
  const periods = { seconds, first, count: period(options.toUs) - first + 1 };
  if (trialsOf(axes) * periods.count > maxReturns) {
    throw new BadBacktest(
      `--sweep: ${trialsOf(axes)} combinations over ${periods.count} periods; ` +
        `at most ${maxReturns} returns are kept`,
    );
  }
  const workers = Math.min(options.workers, trialsOf(axes));
  const startedMs = clock();
  const { trials, events } = await runAll({ config, axes, data, periods }, workers, options);
  const took = (clock() - startedMs) / 1000;
  const best = ranked(trials);
  const inOrder = trials.toSorted((a, b) => a.index - b.index);
  const returns = inOrder.map((trial) => trial.returns);
  const id = createHash("sha256")
    .update(JSON.stringify({ config, axes, folds, dataHash, codeVersion })).digest("hex");
  return {
    id: id.slice(0, 16),
    config,
    axes,
    dataHash,
    codeVersion,
    periods,
    events,
    seconds: took,
    eventsPerSecond: Math.round(events / took),
    workers,
    cancelled: options.signal?.aborted === true,
    trials: best,
    deflated: deflate(returns),
    overfitting: probabilityOfOverfitting(returns),
    walkForward: validate(inOrder, walkForwardSplits(periods.count, folds), seconds),
    crossValidation: validate(inOrder, purgedSplits(periods.count, folds), seconds),
  };
};

const errors: Readonly<Record<string, new (message: string) => Error>> = {
  BadBacktest,
  BadSetting,
};

const runAll = (
  work: SweepWork,
  count: number,
  { signal, progress }: SweepOptions,
): Promise<{ readonly trials: Trial[]; readonly events: number }> => {
  const all = trialsOf(work.axes);
  const chunk = chunkOf(all, count);
  const trials: Trial[] = [];
  const workers: Worker[] = [];
  let events = 0;
  let next = 0;
  return new Promise((resolve, reject) => {
    const finish = (settle: () => void) => {
      signal?.removeEventListener("abort", cancel);
      void Promise.all(workers.map((one) => one.terminate())).then(settle);
    };
    const cancel = () => finish(() => resolve({ trials, events }));
    const fail = (cause: Error) => finish(() => reject(cause));
    const give = (worker: Worker) => {
      const indexes = Array.from({ length: Math.min(chunk, all - next) }, (_, i) => next + i);
      next += indexes.length;
      if (indexes.length > 0) worker.postMessage(indexes);
    };
    signal?.addEventListener("abort", cancel);
    for (let i = 0; i < count; i++) {
      const worker = new Worker(new URL("./worker.ts", import.meta.url), { workerData: work });
      workers.push(worker);
      worker.on("error", fail);
      worker.on("message", (answer: SweepAnswer) => {
        if (answer.kind === "failed") {
          const { name, message } = answer;
          const Known = errors[name];
          return fail(
            Known === undefined ? Object.assign(new Error(message), { name }) : new Known(message),
          );
        }
        trials.push(...answer.trials);
        events += answer.events;
        progress?.(trials.length / all);
        if (trials.length === all) finish(() => resolve({ trials, events }));
        else give(worker);
      });
      give(worker);
    }
    if (signal?.aborted === true) cancel();
  });
};

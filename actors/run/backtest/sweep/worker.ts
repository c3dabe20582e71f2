// A thread of a sweep: runs the combinations it is given and answers with their trials.
import { parentPort, workerData } from "node:worker_threads";
import { openInference } from "../../../../models/inference.ts";
import type { Bars } from "../bars/bars.ts";
import { type BarTrials, makeBarTrials } from "../bars/trials.ts";
import { type BacktestConfig, runBacktest } from "../job.ts";
import { totalEquity } from "../statistics.ts";
import { openTicks, type TickData } from "../ticks.ts";
import { asSet, type Axis, trialSettings } from "./grid.ts";
import { type Periods, type Trial, trialOf } from "./trial.ts";

/** What a sweep runs over: bars that are read already, or ticks. */
export type SweepData =
  | { readonly kind: "bars"; readonly series: readonly Bars[] }
  | { readonly kind: "ticks"; readonly ticks: TickData };

/** What a worker is started with. */
export interface SweepWork {
  readonly config: BacktestConfig;
  readonly axes: readonly Axis[];
  readonly data: SweepData;
  readonly periods: Periods;
}

/** What it answers to each list of indexes. */
export type SweepAnswer =
  | { readonly kind: "trials"; readonly trials: readonly Trial[]; readonly events: number }
  | { readonly kind: "failed"; readonly name: string; readonly message: string };

/** Runs one combination. */
type RunTrial = (index: number) => Promise<{ readonly trial: Trial; readonly events: number }>;

const { config, axes, data, periods } = workerData as SweepWork;
const { capital } = config;

const makeTickTrials = (ticks: TickData): RunTrial => {
  const inference = { open: undefined as ReturnType<typeof openInference> | undefined };
  return async (index) => {
    const settings = trialSettings(axes, index);
    const { result } = await runBacktest({ ...config, set: [...config.set, ...asSet(settings)] }, {
      source: await openTicks(ticks),
      dataHash: "",
      codeVersion: "",
      predict: async () => (await (inference.open ??= openInference())).predict,
      clock: () => performance.now(),
    });
    const { timeUs, equity } = totalEquity(result.curves);
    const ends = new Float64Array(periods.count);
    let at = 0;
    for (let period = 0; period < periods.count; period++) {
      const endUs = (periods.first + period + 1) * periods.seconds * 1e6;
      while (at < timeUs.length && timeUs[at]! < endUs) at++;
      ends[period] = capital + (at === 0 ? 0 : equity[at - 1]!);
    }
    const told = { index, settings, fills: result.fills.length };
    return { trial: trialOf(told, ends, { capital, periods }), events: result.events };
  };
};

const makeRun = (): RunTrial => {
  if (data.kind === "ticks") return makeTickTrials(data.ticks);
  const { series } = data;
  const run: BarTrials = makeBarTrials({ config, axes, series, periods });
  const events = series.reduce((sum, { length }) => sum + length, 0);
  return (index) => Promise.resolve({ trial: run(index), events });
};

const run = makeRun();
parentPort!.on("message", (indexes: readonly number[]) => {
  void (async (): Promise<SweepAnswer> => {
    const trials: Trial[] = [];
    let events = 0;
    for (const index of indexes) {
      const one = await run(index);
      trials.push(one.trial);
      events += one.events;
    }
    return { kind: "trials", trials, events };
  })().catch(({ name, message }: Error): SweepAnswer => ({ kind: "failed", name, message }))
    .then((answer) => parentPort!.postMessage(answer));
});

// One run, and what else may be asked of it: whether it looks ahead, and other orders of its trades.
import { prepareBars, runBars } from "../../../actors/run/backtest/bars/job.ts";
import { type BacktestRun, runBacktest } from "../../../actors/run/backtest/job.ts";
import { findBarLeaks, findOrderLeaks, type Leak } from "../../../actors/run/backtest/lookahead.ts";
import { type MonteCarlo, monteCarlo } from "../../../actors/run/backtest/monte-carlo.ts";
import { type Inference, openInference } from "../../../models/inference.ts";
import { openTicks } from "../../../actors/run/backtest/ticks.ts";
import { type BacktestData, codeVersion } from "./data.ts";
import type { BacktestArguments } from "./options.ts";

/** Shows what is going on, and how much of it is done. */
export type Say = (what: string, share: number) => void;

/** A run and what was asked about it. */
export interface Outcome {
  readonly run: BacktestRun;
  /** Undefined where it was not asked for. */
  readonly leaks: readonly Leak[] | undefined;
  readonly monteCarlo: MonteCarlo | undefined;
}

/** Runs a configuration once over the data. Throws `BadBacktest`, `BadSetting`, `SourceFailed`. */
export const runOnce = async (
  data: BacktestData,
  { config, lookAhead, monteCarlo: orders, seed }: BacktestArguments,
  say: Say,
  signal: AbortSignal,
): Promise<Outcome> => {
  const shared = {
    dataHash: data.dataHash,
    codeVersion: codeVersion(),
    clock: () => performance.now(),
  };
  if (data.kind === "bars") {
    const run = runBars(config, { ...shared, read: data.read });
    const { strategy, settings, series } = prepareBars(config, data.read);
    const leaks = lookAhead === 0
      ? undefined
      : findBarLeaks(strategy, settings.strategy, series, { cuts: lookAhead, seed });
    return { run, leaks, monteCarlo: shuffled(run, { orders, seed }) };
  }
  let inference: Inference | undefined;
  const { totalRecords } = data;
  const runTo = async (toUs: number, what: string): Promise<BacktestRun> =>
    runBacktest({ ...config, toUs: Math.min(config.toUs, toUs) }, {
      ...shared,
      source: await openTicks(data.ticks),
      predict: async () => (inference ??= await openInference()).predict,
      signal,
      progress: (done) =>
        what !== "" && totalRecords !== undefined && say(what, done / totalRecords),
    });
  try {
    const ran = await runTo(Infinity, "running");
    // Between two quotes of a bar nothing ever comes.
    const own = ran.result.warnings.filter(({ kind }) =>
      kind !== "silence" || data.ticks.kind !== "bars"
    );
    const run = { ...ran, result: { ...ran.result, warnings: [...data.warnings, ...own] } };
    const found = lookAhead === 0 || run.cancelled ? undefined : await findOrderLeaks(
      run,
      (toUs) => runTo(toUs, ""),
      { cuts: lookAhead, seed },
      (done) => say("cutting the data", done / lookAhead),
    );
    const leaks = signal.aborted ? undefined : found;
    return { run, leaks, monteCarlo: shuffled(run, { orders, seed }) };
  } finally {
    await inference?.close();
  }
};

const shuffled = (
  { config: { capital }, analysis: { trips } }: BacktestRun,
  { orders, seed }: { readonly orders: number; readonly seed: number },
): MonteCarlo | undefined => {
  if (orders === 0) return undefined;
  const profits = trips.toSorted((a, b) => a.toUs - b.toUs).map(({ profit }) => profit);
  return monteCarlo(profits, { capital, orders, seed });
};

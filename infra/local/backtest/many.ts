// A sweep: the first combination here, so that what is wrong is told at once; then all, on all cores.
import { prepareBars } from "../../../actors/run/backtest/bars/job.ts";
import { runSweep, type Sweep } from "../../../actors/run/backtest/sweep/sweep.ts";
import { asSet, trialSettings } from "../../../actors/run/backtest/sweep/grid.ts";
import { type BacktestData, codeVersion } from "./data.ts";
import { runOnce, type Say } from "./once.ts";
import type { BacktestArguments } from "./options.ts";

/** Runs every combination. Throws `BadBacktest`, `BadSetting`, `SourceFailed`. */
export const runMany = async (
  data: BacktestData,
  given: BacktestArguments,
  say: Say,
  signal: AbortSignal,
): Promise<Sweep> => {
  const { config, sweep: { axes, workers, folds } } = given;
  const set = [...config.set, ...asSet(trialSettings(axes, 0))];
  const first = { ...given, config: { ...config, set }, lookAhead: 0, monteCarlo: 0 };
  const { run: { statistics: { fromUs, toUs } } } = await runOnce(data, first, () => {}, signal);
  return runSweep({
    config,
    axes,
    data: data.kind === "bars"
      ? { kind: "bars", series: prepareBars({ ...config, set }, data.read).series }
      : { kind: "ticks", ticks: data.ticks },
    fromUs,
    toUs,
    dataHash: data.dataHash,
    codeVersion: codeVersion(),
    workers,
    folds,
    clock: () => performance.now(),
    signal,
    progress: (share) => say("sweeping", share),
  });
};

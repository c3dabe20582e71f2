// Many combinations over the same bars, each as fast as its columns can be walked.
import type { BacktestConfig } from "../job.ts";
import { readSettings, withDefaults } from "../settings.ts";
import { asSet, type Axis, trialSettings } from "../sweep/grid.ts";
import { type Periods, type Trial, trialOf } from "../sweep/trial.ts";
import { type Bars, barValue } from "./bars.ts";
import { Features } from "./features.ts";
import { barSettings } from "./job.ts";
import { barStrategies } from "./strategies/roster.ts";
import { type BarFills, walk } from "./walk.ts";

/** Runs the combination of an index. Throws `BadSetting`. */
export type BarTrials = (index: number) => Trial;

/** Keeps features and columns from one combination to the next. */
export const makeBarTrials = ({ config, axes, series, periods }: {
  readonly config: BacktestConfig;
  readonly axes: readonly Axis[];
  readonly series: readonly Bars[];
  readonly periods: Periods;
}): BarTrials => {
  const strategy = barStrategies.find(({ name }) => name === config.strategy)!;
  const schemas = new Map([["", strategy.settings], ["bars", barSettings]]);
  const { capital } = config;
  const kept = series.map((bars) => ({
    bars,
    features: new Features(bars),
    value: barValue(bars),
    lastRows: lastRowsOf(bars, periods),
    columns: {
      equity: new Float64Array(bars.length),
      positionLots: new Float64Array(bars.length),
    },
  }));
  return (index) => {
    const settings = trialSettings(axes, index);
    const given = readSettings([...config.set, ...asSet(settings)], schemas);
    const own = withDefaults(strategy.settings, given[""]);
    const fills = withDefaults(barSettings, given["bars"]) as unknown as BarFills;
    const ends = new Float64Array(periods.count).fill(capital);
    let count = 0;
    for (const { bars, features, value, lastRows, columns } of kept) {
      const { rows, equity } = walk(bars, strategy.targets(bars, own, features), fills, columns);
      count += rows.length;
      for (const [period, row] of lastRows.entries()) {
        if (row >= 0) ends[period]! += equity[row]! * value;
      }
    }
    return trialOf({ index, settings, fills: count }, ends, { capital, periods });
  };
};

/** The last row before the end of each period; -1 where there is none yet. */
const lastRowsOf = ({ timeUs, length }: Bars, { seconds, first, count }: Periods): Int32Array => {
  const out = new Int32Array(count);
  let row = 0;
  for (let period = 0; period < count; period++) {
    const endUs = (first + period + 1) * seconds * 1e6;
    while (row < length && timeUs[row]! < endUs) row++;
    out[period] = row - 1;
  }
  return out;
};

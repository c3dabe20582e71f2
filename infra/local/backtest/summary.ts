// A backtest in lines for people.
import type { BacktestRun } from "../../../actors/run/backtest/job.ts";
import type { Leak } from "../../../actors/run/backtest/lookahead.ts";
import type { MonteCarlo } from "../../../actors/run/backtest/monte-carlo.ts";
import {
  caution,
  count,
  figures,
  percent,
  someNames,
} from "../../../actors/run/backtest/sheet/figures.ts";
import type { Outcome } from "./once.ts";

/** Period, figures, warnings and the id. */
export const summary = (run: BacktestRun): string => {
  const { statistics: s, result, config } = run;
  const time = (us: number) => new Date(us / 1000).toISOString();
  const names = someNames(Object.values(run.instruments));
  return [
    `${config.strategy} on ${names}${run.cancelled ? " (cancelled before the end)" : ""}`,
    ...(s.toUs > 0
      ? [`${time(s.fromUs)} to ${time(s.toUs)}, ${s.periods} periods of ${s.periodSeconds} s`]
      : []),
    `${count(result.events)} events in ${result.seconds.toFixed(2)} s: ` +
    `${count(run.eventsPerSecond)} events/s (${run.engine})`,
    "",
    ...figures(run).map(([name, text]) => `${name.padEnd(28)}${text.padStart(18)}`),
    "",
    ...[caution(run)].filter((one) => one !== ""),
    ...result.warnings.map(({ kind, count: times, first }) =>
      `warn: ${kind} × ${count(times)}: ${first}`
    ),
    `Run ${run.id}`,
  ].join("\n");
};

/** All that is known of a run. */
export const outcomeLines = ({ run, leaks, monteCarlo }: Outcome): string =>
  [
    summary(run),
    ...(monteCarlo === undefined ? [] : [monteCarloLines(monteCarlo)]),
    ...(leaks === undefined ? [] : [leakLines(leaks)]),
  ].join("\n\n");

const leakLines = (leaks: readonly Leak[]): string =>
  leaks.length === 0
    ? "Looks ahead: no; nothing before a cut of the data changed"
    : leaks.map(({ of, instrument, cutUs, timeUs, whole, cut }) => {
      const [at, until] = [timeUs, cutUs].map((us) => new Date(us / 1000).toISOString());
      return `Looks ahead: ${of} on ${instrument} at ${at} is ${whole}, but ${cut} of data until ${until}`;
    }).join("\n");

const monteCarloLines = (one: MonteCarlo): string =>
  one.roundTrips < 2 ? `Other orders of the trades: there are fewer than two round trips` : [
    `${count(one.orders)} other orders of the same ${count(one.roundTrips)} round trips`,
    ...Object.entries(one.drawdownAt).map(([at, drawdown]) =>
      `${`Drawdown, ${at} % stay below`.padEnd(28)}${percent(drawdown).padStart(18)}`
    ),
    `${"Drawdown as it happened".padEnd(28)}${percent(one.drawdown).padStart(18)}`,
    `${"At least as deep".padEnd(28)}${percent(one.worseShare).padStart(18)}`,
    `${"Ruin".padEnd(28)}${percent(one.ruinShare).padStart(18)}`,
  ].join("\n");

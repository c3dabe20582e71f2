// A backtest in lines for people.
import type { BacktestRun } from "../../../actors/run/backtest/job.ts";
import type { Leak } from "../../../actors/run/backtest/lookahead.ts";
import type { MonteCarlo } from "../../../actors/run/backtest/monte-carlo.ts";
import type { Outcome } from "./once.ts";

/** A whole number with commas. */
export const count = (value: number): string => Math.round(value).toLocaleString("en-US");
/** Two places at most, with commas; a dash where there is none. */
export const money = (value: number): string =>
  Number.isNaN(value) ? "—" : value.toLocaleString("en-US", { maximumFractionDigits: 2 });
/** A share in percent; a dash where there is none. */
export const percent = (value: number): string =>
  Number.isNaN(value) ? "—" : `${(value * 100).toPrecision(4)} %`;
/** Two places; a dash where there is none. */
export const ratio = (value: number): string => Number.isFinite(value) ? value.toFixed(2) : "—";

/** What to think of annual figures from a short time; empty from a quarter of a year on. */
export const caution = ({ statistics: { fromUs, toUs } }: BacktestRun): string => {
  const hours = (toUs - fromUs) / 3.6e9;
  if (hours >= 24 * 90) return "";
  const long = hours >= 48 ? `${(hours / 24).toFixed(1)} days` : `${hours.toFixed(1)} hours`;
  return `Annual figures from ${long} of data say little.`;
};

/** Name and value of each figure, as text. */
export const figures = ({ statistics: s, result }: BacktestRun): [name: string, text: string][] => [
  ["Net profit", money(s.netProfit)],
  ["Total return", percent(s.totalReturn)],
  ["Annual volatility", percent(s.annualVolatility)],
  ["Sharpe", ratio(s.sharpe)],
  ["Sortino", ratio(s.sortino)],
  ["Calmar", ratio(s.calmar)],
  ["Largest drawdown", percent(s.maxDrawdown)],
  ["VaR 95 % of a period", percent(s.valueAtRisk95)],
  ["CVaR 95 % of a period", percent(s.conditionalValueAtRisk95)],
  ["Turnover", `${ratio(s.turnover)} × capital`],
  ["Exposure, mean", percent(s.exposure)],
  ["Orders", count(result.orders.length)],
  ["Fills", count(s.fills)],
  ["Filled at rest", percent(s.makerShare)],
  ["Round trips", count(s.roundTrips)],
  ["Win rate", percent(s.winRate)],
  ["Profit factor", ratio(s.profitFactor)],
  ["Expectancy", money(s.expectancy)],
  ["Adverse excursion, mean", money(s.meanAdverseExcursion)],
  ["Favourable excursion, mean", money(s.meanFavourableExcursion)],
  ["Fees", money(s.costs.fees)],
  ["Spread", money(s.costs.spread)],
  ["Slippage", money(s.costs.slippage)],
  ["Impact", money(s.costs.impact)],
];

/** Period, figures, warnings and the id. */
export const summary = (run: BacktestRun): string => {
  const { statistics: s, result, config } = run;
  const time = (us: number) => new Date(us / 1000).toISOString();
  const names = Object.values(run.instruments).join(", ") || "no instrument traded";
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

// The figures of a sheet as people read them.
import type { BacktestResult } from "../result.ts";
import type { Statistics } from "../statistics.ts";

/** A whole number with commas. */
export const count = (value: number): string => Math.round(value).toLocaleString("en-US");
/** Two places at most, with commas, more of what is less than a cent; a dash where there is none. */
export const money = (value: number): string => {
  if (!Number.isFinite(value)) return "—";
  if (value !== 0 && Math.abs(value) < 0.005) return value.toPrecision(2);
  return value.toLocaleString("en-US", { maximumFractionDigits: 2 });
};
/** A share in percent; a dash where there is none. */
export const percent = (value: number): string =>
  Number.isFinite(value) ? `${Number((value * 100).toPrecision(4))} %` : "—";
/** Two places; a dash where there is none. */
export const ratio = (value: number): string => Number.isFinite(value) ? value.toFixed(2) : "—";

/** What figures are made from. */
export interface Figured {
  readonly statistics: Statistics;
  readonly result: Pick<BacktestResult, "orders">;
}

/** What to think of annual figures from a short time; empty from a quarter of a year on. */
export const caution = ({ statistics: { fromUs, toUs } }: Figured): string => {
  const hours = (toUs - fromUs) / 3.6e9;
  if (hours >= 24 * 90) return "";
  const long = hours >= 48
    ? `${(hours / 24).toFixed(1)} days`
    : hours >= 1
    ? `${hours.toFixed(1)} hours`
    : `${(hours * 60).toFixed(1)} minutes`;
  return `Annual figures from ${long} of data say little.`;
};

/** Name and value of each figure, as text. */
export const figures = ({ statistics: s, result }: Figured): [name: string, text: string][] => [
  ["Net profit", money(s.netProfit)],
  ["Total return", percent(s.totalReturn)],
  ["Annual return", percent(s.annualReturn)],
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

/** Some of the names, and how many more there are. */
export const someNames = (names: readonly string[], most = 6): string =>
  names.length === 0 ? "no instrument traded" : names.slice(0, most).join(", ") +
    (names.length > most ? ` and ${names.length - most} more` : "");

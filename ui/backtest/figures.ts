// The figures of a backtest, as the screen writes them.
import type { BacktestAnswer } from "../../gateway/backtests/protocol.ts";
import { count, decimal, signed, tone } from "../parts/format.ts";
import type { Figure } from "../parts/performance-card.tsx";

/** What the screen shows of a run's statistics. */
export interface Statistics {
  /** Event time of the first and the last sample, in microseconds. */
  readonly fromUs: number;
  readonly toUs: number;
  readonly netProfit: number;
  readonly totalReturn: number;
  readonly sharpe: number | null;
  readonly sortino: number | null;
  readonly maxDrawdown: number;
  readonly turnover: number;
  readonly fills: number;
  readonly makerShare: number | null;
  readonly roundTrips: number;
  readonly winRate: number | null;
  readonly profitFactor: number | null;
  readonly costs: { readonly fees: number; readonly spread: number; readonly slippage: number };
}

/** The figures of a run that is done. */
export const statisticsOf = ({ result }: BacktestAnswer) =>
  result?.["statistics"] as Statistics | undefined;
/** A number, or a dash. */
export const number = (value: number | null | undefined, digits = 2) =>
  value === null || value === undefined ? "—" : decimal(value, digits);
/** A share in percent, or a dash. */
export const percent = (value: number | null | undefined) =>
  value === null || value === undefined ? "—" : `${(value * 100).toPrecision(3)} %`;

/** The figures of a run, as text. */
export const figuresOf = (run: BacktestAnswer): Figure[] => {
  const s = statisticsOf(run);
  if (s === undefined) return [];
  const events = run.result?.["eventsPerSecond"] as number | undefined;
  return [
    { name: "Net profit", value: signed(s.netProfit), tone: tone(s.netProfit) },
    { name: "Total return", value: percent(s.totalReturn), tone: tone(s.totalReturn) },
    { name: "Sharpe", value: number(s.sharpe) },
    { name: "Sortino", value: number(s.sortino) },
    { name: "Largest drawdown", value: percent(s.maxDrawdown) },
    { name: "Fills", value: count(s.fills) },
    { name: "Filled at rest", value: percent(s.makerShare) },
    { name: "Round trips", value: count(s.roundTrips) },
    { name: "Win rate", value: percent(s.winRate) },
    { name: "Profit factor", value: number(s.profitFactor) },
    { name: "Turnover", value: `${number(s.turnover)} ×` },
    { name: "Fees", value: number(s.costs.fees) },
    { name: "Spread", value: number(s.costs.spread) },
    { name: "Slippage", value: number(s.costs.slippage) },
    { name: "Events per second", value: count(events ?? 0) },
  ];
};

/** What to think of annual figures from a short time; empty from a quarter of a year on. */
export const cautionOf = (run: BacktestAnswer): string => {
  const s = statisticsOf(run);
  if (s === undefined) return "";
  const minutes = (s.toUs - s.fromUs) / 60e6;
  if (minutes >= 90 * 24 * 60) return "";
  const long = minutes < 120
    ? `${minutes.toFixed(0)} minutes`
    : minutes < 2_880
    ? `${(minutes / 60).toFixed(1)} hours`
    : `${(minutes / 1_440).toFixed(1)} days`;
  return `Ratios are annualised: from ${long} of data they say little.`;
};

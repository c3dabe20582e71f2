// The figures of a backtest, as the screen writes them.
import type { BacktestAnswer } from "../../gateway/backtests/protocol.ts";
import { age, count, decimal, signed, tone } from "../parts/format.ts";
import type { Figure } from "../parts/performance-card.tsx";

/** What the screen shows of a run's statistics. Shares are 0 to 1, money is in the account's currency. */
export interface Statistics {
  /** Event time of the first and the last sample, in microseconds. */
  readonly fromUs: number;
  readonly toUs: number;
  readonly netProfit: number;
  readonly totalReturn: number;
  readonly annualReturn?: number | null;
  readonly annualVolatility?: number | null;
  readonly sharpe: number | null;
  readonly sortino: number | null;
  readonly calmar?: number | null;
  readonly maxDrawdown: number;
  readonly maxDrawdownSeconds?: number | null;
  readonly valueAtRisk95?: number | null;
  readonly conditionalValueAtRisk95?: number | null;
  readonly skewness?: number | null;
  readonly excessKurtosis?: number | null;
  readonly turnover: number;
  readonly exposure?: number | null;
  readonly fills: number;
  readonly makerShare: number | null;
  readonly roundTrips: number;
  readonly winRate: number | null;
  readonly profitFactor: number | null;
  readonly expectancy?: number | null;
  readonly meanAdverseExcursion?: number | null;
  readonly meanFavourableExcursion?: number | null;
  readonly costs: {
    readonly fees: number;
    readonly spread: number;
    readonly slippage: number;
    readonly impact?: number;
  };
}

/** The figures of a run that is done. */
export const statisticsOf = ({ result }: BacktestAnswer) =>
  result?.["statistics"] as Statistics | undefined;
/** A number, or a dash. */
export const number = (value: number | null | undefined, digits = 2) =>
  value === null || value === undefined ? "–" : decimal(value, digits);
/** A share in percent with three digits, or a dash. */
export const percent = (value: number | null | undefined) =>
  value === null || value === undefined ? "–" : `${(value * 100).toPrecision(3)} %`;

/** One figure: how it is written, and which way it is good. */
interface FigureOf {
  readonly name: string;
  readonly text: (one: Statistics) => string;
  readonly tone?: (one: Statistics) => Figure["tone"];
}

const figures: readonly FigureOf[] = [
  { name: "Net profit", text: (s) => signed(s.netProfit), tone: (s) => tone(s.netProfit) },
  { name: "Total return", text: (s) => percent(s.totalReturn), tone: (s) => tone(s.totalReturn) },
  { name: "Annual return", text: (s) => percent(s.annualReturn) },
  { name: "Volatility, year", text: (s) => percent(s.annualVolatility) },
  { name: "Sharpe", text: (s) => number(s.sharpe) },
  { name: "Sortino", text: (s) => number(s.sortino) },
  { name: "Calmar", text: (s) => number(s.calmar) },
  { name: "Largest drawdown", text: (s) => percent(s.maxDrawdown) },
  {
    name: "Longest drawdown",
    text: (s) =>
      s.maxDrawdownSeconds === null || s.maxDrawdownSeconds === undefined
        ? "–"
        : age(s.maxDrawdownSeconds * 1000),
  },
  { name: "VaR, 95 %", text: (s) => percent(s.valueAtRisk95) },
  { name: "CVaR, 95 %", text: (s) => percent(s.conditionalValueAtRisk95) },
  { name: "Exposure, mean", text: (s) => percent(s.exposure) },
  { name: "Turnover", text: (s) => `${number(s.turnover)} ×` },
  { name: "Fills", text: (s) => count(s.fills) },
  { name: "Filled at rest", text: (s) => percent(s.makerShare) },
  { name: "Round trips", text: (s) => count(s.roundTrips) },
  { name: "Win rate", text: (s) => percent(s.winRate) },
  { name: "Profit factor", text: (s) => number(s.profitFactor) },
  { name: "Expectancy", text: (s) => number(s.expectancy, 3) },
  { name: "Adverse excursion", text: (s) => number(s.meanAdverseExcursion, 3) },
  { name: "Favourable excursion", text: (s) => number(s.meanFavourableExcursion, 3) },
  { name: "Fees", text: (s) => number(s.costs.fees) },
  { name: "Spread paid", text: (s) => number(s.costs.spread) },
  { name: "Slippage", text: (s) => number(s.costs.slippage) },
];

/** The figures of a run, as text. */
export const figuresOf = (run: BacktestAnswer): Figure[] => {
  const s = statisticsOf(run);
  if (s === undefined) return [];
  return figures.map(({ name, text, tone }) => ({
    name,
    value: text(s),
    tone: tone?.(s) ?? "plain",
  }));
};

/** The names of all figures, in their order. */
export const figureNames = figures.map(({ name }) => name);

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
  return `Annual figures out of ${long} of data say little: they are told as the formulas give them.`;
};

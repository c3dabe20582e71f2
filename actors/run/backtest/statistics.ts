// The figures of a run, from its equity and fills alone: the same for every engine, for paper and for live.
import type { BacktestFill, BacktestResult, Costs, EquityCurve } from "./result.ts";

/** Seconds of a year of 365.25 days: markets of every kind are annualised by the calendar. */
export const yearSeconds = 31_557_600;
const daySeconds = 86_400;

/** Figures of a run. Ratios are NaN where they are not defined: without deviation, losses or trades. */
export interface Statistics {
  /** Event time of the first and the last sample. */
  readonly fromUs: number;
  readonly toUs: number;
  /** Length of the periods whose returns are used, in seconds. */
  readonly periodSeconds: number;
  readonly periods: number;
  /** Money: start, end, and their difference. */
  readonly capital: number;
  readonly endEquity: number;
  readonly netProfit: number;
  /** End over start, less one. */
  readonly totalReturn: number;
  /** (1 + total return)^(year / length) - 1. */
  readonly annualReturn: number;
  /** Deviation (n - 1) of the returns of a period × √(periods a year). */
  readonly annualVolatility: number;
  /** Mean / deviation of the returns × √(periods a year); no interest. */
  readonly sharpe: number;
  /** Mean / √(mean of squared returns below 0) × √(periods a year). */
  readonly sortino: number;
  /** Annual return / largest drawdown. */
  readonly calmar: number;
  /** Largest fall from a high, as a part of it. */
  readonly maxDrawdown: number;
  /** Longest time from a high until it is seen again, or the end, in seconds. */
  readonly maxDrawdownSeconds: number;
  /** The return of a period that 5 % are worse than, below 0 for a loss (interpolated). */
  readonly valueAtRisk95: number;
  /** Mean of the returns at or below it. */
  readonly conditionalValueAtRisk95: number;
  /** Money traded / capital. */
  readonly turnover: number;
  /** Mean of |position at the mid price| / capital over the samples. */
  readonly exposure: number;
  readonly fills: number;
  readonly makerShare: number;
  /** From flat to flat. */
  readonly roundTrips: number;
  readonly winRate: number;
  /** Won / lost. */
  readonly profitFactor: number;
  /** Mean profit of a round trip, in money after fees. */
  readonly expectancy: number;
  /** Means over round trips, in money: the worst and the best it stood at, by samples. */
  readonly meanAdverseExcursion: number;
  readonly meanFavourableExcursion: number;
  readonly costs: Costs;
}

/** What the figures need besides the result. */
export interface StatisticsOptions {
  /** Money at the start, in the currency of the curves. Currencies count at par. */
  readonly capital: number;
  /** Money of one tick·lot by instrument id. */
  readonly tickLotValue: (instrumentId: number) => number;
}

/** The figures of a result. */
export const statisticsOf = (result: BacktestResult, options: StatisticsOptions): Statistics => {
  const { capital } = options;
  const total = totalEquity(result.curves);
  const equity = total.equity.map((one) => one + capital);
  const [fromUs = 0] = total.timeUs;
  const toUs = total.timeUs.at(-1) ?? 0;
  const seconds = (toUs - fromUs) / 1e6;
  const periodSeconds = periodOf(seconds);
  const returns = periodReturns(total.timeUs, equity, periodSeconds);
  const scale = Math.sqrt(yearSeconds / periodSeconds);
  const average = mean(returns);
  const spread = deviation(returns);
  const downside = Math.sqrt(mean(returns.map((one) => Math.min(one, 0) ** 2)));
  const endEquity = equity.at(-1) ?? capital;
  const totalReturn = endEquity / capital - 1;
  const annualReturn = seconds > 0 ? (1 + totalReturn) ** (yearSeconds / seconds) - 1 : NaN;
  const fall = drawdown(total.timeUs, equity);
  const valueAtRisk95 = quantile(returns, 0.05);
  const trips = result.curves.flatMap((curve) => roundTrips(curve, result.fills, options));
  const won = sum(trips.map(({ profit }) => Math.max(profit, 0)));
  const lost = -sum(trips.map(({ profit }) => Math.min(profit, 0)));
  const traded = sum(
    result.fills.map((fill) =>
      fill.priceTicks * fill.quantityLots * options.tickLotValue(fill.instrumentId)
    ),
  );
  return {
    fromUs,
    toUs,
    periodSeconds,
    periods: returns.length,
    capital,
    endEquity,
    netProfit: endEquity - capital,
    totalReturn,
    annualReturn,
    annualVolatility: spread * scale,
    sharpe: average / spread * scale,
    sortino: average / downside * scale,
    calmar: annualReturn / fall.depth,
    maxDrawdown: fall.depth,
    maxDrawdownSeconds: fall.seconds,
    valueAtRisk95,
    conditionalValueAtRisk95: mean(returns.filter((one) => one <= valueAtRisk95)),
    turnover: traded / capital,
    exposure: sum(result.curves.map((curve) => meanHeld(curve, options))) / capital,
    fills: result.fills.length,
    makerShare: result.fills.filter((one) => one.liquidity === "maker").length /
      result.fills.length,
    roundTrips: trips.length,
    winRate: trips.filter(({ profit }) => profit > 0).length / trips.length,
    profitFactor: won / lost,
    expectancy: mean(trips.map(({ profit }) => profit)),
    meanAdverseExcursion: mean(trips.map(({ worst }) => worst)),
    meanFavourableExcursion: mean(trips.map(({ best }) => best)),
    costs: {
      fees: sum(result.curves.map(({ costs }) => costs.fees)),
      spread: sum(result.curves.map(({ costs }) => costs.spread)),
      slippage: sum(result.curves.map(({ costs }) => costs.slippage)),
      impact: sum(result.curves.map(({ costs }) => costs.impact)),
    },
  };
};

/** Equity over time. */
export interface Equity {
  readonly timeUs: readonly number[];
  readonly equity: readonly number[];
}

/** The sum of the curves at every time that one of them has. */
export const totalEquity = (curves: readonly EquityCurve[]): Equity => {
  const times = [...new Set(curves.flatMap((curve) => [...curve.timeUs]))].sort((a, b) => a - b);
  const at = curves.map(() => -1);
  const equity = times.map((timeUs) => {
    let sum = 0;
    for (const [i, curve] of curves.entries()) {
      while (at[i]! + 1 < curve.timeUs.length && curve.timeUs[at[i]! + 1]! <= timeUs) at[i]!++;
      if (at[i]! >= 0) sum += curve.equity[at[i]!]!;
    }
    return sum;
  });
  return { timeUs: times, equity };
};

/** A day where there are twenty of them, else an hour, else a minute, else a second. */
export const periodOf = (seconds: number): number =>
  [daySeconds, 3_600, 60].find((one) => seconds >= 20 * one) ?? 1;

/** Returns from the end of one period to that of the next; periods begin at whole multiples. */
export const periodReturns = (
  timeUs: readonly number[],
  equity: readonly number[],
  periodSeconds: number,
): number[] => {
  const ends: number[] = [];
  let last = NaN;
  for (const [i, us] of timeUs.entries()) {
    const period = Math.floor(us / 1e6 / periodSeconds);
    // Periods in which nothing was sampled stood still.
    for (let gap = Number.isNaN(last) ? period : last + 1; gap < period; gap++) {
      ends.push(ends.at(-1)!);
    }
    if (period === last) ends[ends.length - 1] = equity[i]!;
    else ends.push(equity[i]!);
    last = period;
  }
  const start = equity[0] ?? NaN;
  return ends.map((end, i) => end / (i === 0 ? start : ends[i - 1]!) - 1);
};

/** The deepest fall from a high as a part of it, and the longest time below one. */
export const drawdown = (
  timeUs: readonly number[],
  equity: readonly number[],
): { readonly depth: number; readonly seconds: number } => {
  let high = -Infinity;
  let highUs = 0;
  let depth = 0;
  let seconds = 0;
  for (const [i, one] of equity.entries()) {
    if (one >= high) {
      high = one;
      highUs = timeUs[i]!;
    }
    depth = Math.max(depth, 1 - one / high);
    seconds = Math.max(seconds, (timeUs[i]! - highUs) / 1e6);
  }
  return { depth, seconds };
};

const meanHeld = (curve: EquityCurve, { tickLotValue }: StatisticsOptions): number =>
  mean([...curve.positionLots].map((lots, i) => {
    const mid = curve.midTicks[i]!;
    return Number.isNaN(mid) ? 0 : Math.abs(lots * mid) * tickLotValue(curve.instrumentId);
  }));

/** From flat to flat, in money after fees. */
export interface RoundTrip {
  readonly fromUs: number;
  readonly toUs: number;
  readonly profit: number;
  readonly worst: number;
  readonly best: number;
}

/** The round trips of a curve; one that is open at the end does not count. */
export const roundTrips = (
  curve: EquityCurve,
  fills: readonly BacktestFill[],
  { tickLotValue }: Pick<StatisticsOptions, "tickLotValue">,
): RoundTrip[] => {
  const value = tickLotValue(curve.instrumentId);
  const trips: RoundTrip[] = [];
  let lots = 0;
  let cash = 0;
  let fromUs = 0;
  let sample = 0;
  for (const fill of fills) {
    if (
      fill.instrumentId !== curve.instrumentId || fill.account !== curve.account ||
      fill.strategy !== curve.strategy
    ) continue;
    const signed = fill.side === "buy" ? fill.quantityLots : -fill.quantityLots;
    if (lots === 0) fromUs = fill.timeUs;
    // A fill that turns the position ends one round trip and begins the next.
    const turns = lots !== 0 && Math.sign(lots + signed) === -Math.sign(lots);
    const closing = turns ? -lots : signed;
    const fee = fill.feeTickLots * (closing / signed);
    cash -= closing * fill.priceTicks + fee;
    lots += closing;
    if (lots !== 0) continue;
    const profit = cash * value;
    const excursion = { worst: Math.min(0, profit), best: Math.max(0, profit), base: NaN };
    for (; sample < curve.timeUs.length && curve.timeUs[sample]! <= fill.timeUs; sample++) {
      if (curve.timeUs[sample]! < fromUs) continue;
      if (Number.isNaN(excursion.base)) excursion.base = curve.equity[Math.max(0, sample - 1)]!;
      const stood = curve.equity[sample]! - excursion.base;
      excursion.worst = Math.min(excursion.worst, stood);
      excursion.best = Math.max(excursion.best, stood);
    }
    const { worst, best } = excursion;
    trips.push({ fromUs, toUs: fill.timeUs, profit, worst, best });
    const rest = signed - closing;
    lots = rest;
    cash = rest === 0 ? 0 : -(rest * fill.priceTicks + (fill.feeTickLots - fee));
    fromUs = fill.timeUs;
  }
  return trips;
};

const sum = (values: readonly number[]): number => values.reduce((total, one) => total + one, 0);

/** NaN of no values. */
export const mean = (values: readonly number[]): number => sum(values) / values.length;

/** With n - 1. */
export const deviation = (values: readonly number[]): number => {
  const average = mean(values);
  return Math.sqrt(sum(values.map((one) => (one - average) ** 2)) / (values.length - 1));
};

/** The value that a part of the values are below, interpolated. */
export const quantile = (values: readonly number[], part: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const at = part * (sorted.length - 1);
  const low = sorted[Math.floor(at)] ?? NaN;
  const high = sorted[Math.ceil(at)] ?? NaN;
  return low + (high - low) * (at - Math.floor(at));
};

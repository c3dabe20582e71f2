// What a tear sheet tells beyond single figures: months, falls, rolling figures, exposure, round trips.
import type { BacktestResult, EquityCurve } from "../result.ts";
import {
  deviation,
  mean,
  periodReturns,
  type RoundTrip,
  roundTrips,
  totalEquity,
  yearSeconds,
} from "../statistics.ts";

/** A fall from a high until it is seen again. */
export interface Fall {
  readonly fromUs: number;
  readonly lowUs: number;
  /** When the high was seen again; null where it was not. */
  readonly toUs: number | null;
  /** As a part of the high. */
  readonly depth: number;
}

/** A month and its return. */
export interface Month {
  /** As in 2024-08. */
  readonly month: string;
  readonly totalReturn: number;
}

/** Figures of the periods up to each, as columns of one length. */
export interface Rolling {
  /** Periods that each figure is of. */
  readonly window: number;
  readonly timeUs: readonly number[];
  readonly sharpe: readonly number[];
  readonly volatility: readonly number[];
}

/** A round trip, and whose. */
export interface Trip extends RoundTrip {
  readonly instrument: string;
  readonly strategy: string;
}

/** The analysis of a run. */
export interface Analysis {
  readonly months: readonly Month[];
  /** The deepest, deepest first. */
  readonly falls: readonly Fall[];
  readonly rolling: Rolling;
  /** Sum of |position at the mid price| / capital, at the times of the equity. */
  readonly exposure: { readonly timeUs: readonly number[]; readonly share: readonly number[] };
  readonly trips: readonly Trip[];
}

/** Falls that are told. */
const fallsTold = 5;
/** Periods of a rolling figure: a month of days, else as many as give a line. */
const rollingWindow = (periods: number): number =>
  Math.max(5, Math.min(30, Math.floor(periods / 4)));

/** Everything of it. */
export const analysisOf = (
  result: BacktestResult,
  { capital, periodSeconds, tickLotValue, names }: {
    readonly capital: number;
    readonly periodSeconds: number;
    readonly tickLotValue: (instrumentId: number) => number;
    readonly names: Readonly<Record<number, string>>;
  },
): Analysis => {
  const total = totalEquity(result.curves);
  const equity = total.equity.map((one) => one + capital);
  return {
    months: monthsOf(total.timeUs, equity),
    falls: fallsOf(total.timeUs, equity),
    rolling: rollingOf(total.timeUs, equity, periodSeconds),
    exposure: exposureOf(result.curves, total.timeUs, { capital, tickLotValue }),
    trips: result.curves.flatMap((curve) =>
      roundTrips(curve, result.fills, { tickLotValue }).map((trip) => ({
        ...trip,
        instrument: names[curve.instrumentId] ?? String(curve.instrumentId),
        strategy: curve.strategy,
      }))
    ).sort((a, b) => a.fromUs - b.fromUs),
  };
};

/** The return of each calendar month (UTC), from the end of the one before it. */
export const monthsOf = (
  timeUs: readonly number[],
  equity: readonly number[],
): readonly Month[] => {
  const ends = new Map<string, number>();
  for (const [i, us] of timeUs.entries()) {
    ends.set(new Date(us / 1000).toISOString().slice(0, 7), equity[i]!);
  }
  let before = equity[0] ?? NaN;
  return [...ends].map(([month, end]) => {
    const totalReturn = end / before - 1;
    before = end;
    return { month, totalReturn };
  });
};

/** The deepest falls, deepest first; each from its high to where that is seen again. */
export const fallsOf = (timeUs: readonly number[], equity: readonly number[]): readonly Fall[] => {
  const falls: Fall[] = [];
  let [high, highUs, low, lowUs] = [-Infinity, 0, Infinity, 0];
  const end = (toUs: number | null) => {
    if (low < high) falls.push({ fromUs: highUs, lowUs, toUs, depth: 1 - low / high });
  };
  for (const [i, one] of equity.entries()) {
    if (one >= high) {
      end(timeUs[i]!);
      [high, highUs, low] = [one, timeUs[i]!, Infinity];
    } else if (one < low) [low, lowUs] = [one, timeUs[i]!];
  }
  end(null);
  return falls.sort((a, b) => b.depth - a.depth).slice(0, fallsTold);
};

/** Sharpe ratio and volatility, annualised, of the periods up to each. */
export const rollingOf = (
  timeUs: readonly number[],
  equity: readonly number[],
  periodSeconds: number,
): Rolling => {
  const returns = periodReturns(timeUs, equity, periodSeconds);
  const window = rollingWindow(returns.length);
  const scale = Math.sqrt(yearSeconds / periodSeconds);
  const first = Math.floor((timeUs[0] ?? 0) / 1e6 / periodSeconds);
  const out: { timeUs: number[]; sharpe: number[]; volatility: number[] } = {
    timeUs: [],
    sharpe: [],
    volatility: [],
  };
  for (let to = window; to <= returns.length; to++) {
    const part = returns.slice(to - window, to);
    const spread = deviation(part);
    out.timeUs.push((first + to) * periodSeconds * 1e6);
    out.volatility.push(spread * scale);
    out.sharpe.push(spread > 0 ? mean(part) / spread * scale : 0);
  }
  return { window, ...out };
};

const exposureOf = (
  curves: readonly EquityCurve[],
  timeUs: readonly number[],
  { capital, tickLotValue }: {
    readonly capital: number;
    readonly tickLotValue: (instrumentId: number) => number;
  },
): Analysis["exposure"] => {
  const at = curves.map(() => -1);
  const mids = curves.map(() => 0);
  const values = curves.map(({ instrumentId }) => tickLotValue(instrumentId));
  const share = timeUs.map((us) => {
    let sum = 0;
    for (const [i, curve] of curves.entries()) {
      while (at[i]! + 1 < curve.timeUs.length && curve.timeUs[at[i]! + 1]! <= us) {
        const mid = curve.midTicks[++at[i]!]!;
        if (!Number.isNaN(mid)) mids[i] = mid;
      }
      if (at[i]! >= 0) sum += Math.abs(curve.positionLots[at[i]!]! * mids[i]!) * values[i]!;
    }
    return sum / capital;
  });
  return { timeUs, share };
};

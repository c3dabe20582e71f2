// One combination of a sweep: its figures, and its returns over periods that all combinations share.
import { deviation, mean, yearSeconds } from "../statistics.ts";

/** What one combination gave. */
export interface Trial {
  readonly index: number;
  readonly settings: Readonly<Record<string, number>>;
  readonly fills: number;
  readonly netProfit: number;
  /** Annualised, of the returns of the periods; NaN where nothing was traded. */
  readonly sharpe: number;
  /** Deepest fall from a high, by ends of periods, as a part of it. */
  readonly maxDrawdown: number;
  /** Of each period, in order. */
  readonly returns: Float64Array;
}

/** Periods that all trials share. */
export interface Periods {
  readonly seconds: number;
  /** Of the first period, in periods since 1970. */
  readonly first: number;
  readonly count: number;
}

/** A trial from its equity at the ends of the periods, which begins at the capital. */
export const trialOf = (
  told: Pick<Trial, "index" | "settings" | "fills">,
  ends: Float64Array,
  { capital, periods }: { readonly capital: number; readonly periods: Periods },
): Trial => {
  const returns = new Float64Array(ends.length);
  let [before, high, maxDrawdown] = [capital, capital, 0];
  for (const [i, end] of ends.entries()) {
    returns[i] = end / before - 1;
    high = Math.max(high, end);
    maxDrawdown = Math.max(maxDrawdown, 1 - end / high);
    before = end;
  }
  return {
    ...told,
    netProfit: (ends.at(-1) ?? capital) - capital,
    sharpe: sharpeOf(returns) * Math.sqrt(yearSeconds / periods.seconds),
    maxDrawdown,
    returns,
  };
};

/** Mean / deviation of returns, of one period; NaN where they do not deviate. */
export const sharpeOf = (returns: ArrayLike<number>): number => {
  const values = Array.from(returns);
  const spread = deviation(values);
  return spread > 0 ? mean(values) / spread : NaN;
};

/** Trials from the best Sharpe ratio down; those without one last. */
export const ranked = (trials: readonly Trial[]): Trial[] => {
  const score = ({ sharpe }: Trial) => Number.isNaN(sharpe) ? -Infinity : sharpe;
  return trials.toSorted((a, b) => score(b) === score(a) ? a.index - b.index : score(b) - score(a));
};

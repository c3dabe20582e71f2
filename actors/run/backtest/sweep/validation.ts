// What choosing settings would have earned: chosen on some periods, measured on others.
import { yearSeconds } from "../statistics.ts";
import { sharpeOf, type Trial } from "./trial.ts";

/** Periods to choose on, and the periods from one to before another to measure on. */
export interface Split {
  readonly train: readonly number[];
  readonly test: readonly [from: number, to: number];
}

/** How the periods are split. */
export interface Folds {
  readonly folds: number;
  /** Periods left out between train and test: what is held there belongs to both. */
  readonly purge: number;
  /** Periods left out after a test, where what it moved may still echo. */
  readonly embargo: number;
}

const steps = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);

/** Chooses on all the periods so far, measures on the next part, and so on. */
export const walkForwardSplits = (periods: number, { folds, purge }: Folds): Split[] => {
  const at = (part: number) => Math.floor(periods * part / (folds + 1));
  return steps(1, folds + 1).map((fold) => ({
    train: steps(0, at(fold) - purge),
    test: [at(fold), at(fold + 1)],
  }));
};

/** Measures on each part once, choosing on all other parts less purge and embargo. */
export const purgedSplits = (periods: number, { folds, purge, embargo }: Folds): Split[] => {
  const at = (part: number) => Math.floor(periods * part / folds);
  return steps(0, folds).map((fold) => ({
    train: [...steps(0, at(fold) - purge), ...steps(at(fold + 1) + purge + embargo, periods)],
    test: [at(fold), at(fold + 1)],
  }));
};

/** One split: which trial was the best to choose from, and what it did where it was not chosen on. */
export interface Fold {
  readonly settings: Readonly<Record<string, number>>;
  /** Annualised. */
  readonly sharpeTrained: number;
  readonly sharpeTested: number;
  readonly returnTested: number;
}

/** All splits together. */
export interface Validation {
  readonly folds: readonly Fold[];
  /** Annualised Sharpe ratio of all tested periods, one after the other. */
  readonly sharpe: number;
  /** Their returns, compounded. */
  readonly totalReturn: number;
}

/** Chooses the best Sharpe ratio of each split. Splits with fewer than two periods on a side are left out. */
export const validate = (
  trials: readonly Trial[],
  splits: readonly Split[],
  periodSeconds: number,
): Validation => {
  const scale = Math.sqrt(yearSeconds / periodSeconds);
  const tested: number[] = [];
  const folds = splits.flatMap(({ train, test: [from, to] }): Fold[] => {
    if (train.length < 2 || to - from < 2) return [];
    const scores = trials.map(({ returns }) => sharpeOf(train.map((period) => returns[period]!)));
    const best = scores.reduce((at, one, i) => one > (scores[at] || -Infinity) ? i : at, 0);
    const part = [...trials[best]!.returns.subarray(from, to)];
    tested.push(...part);
    return [{
      settings: trials[best]!.settings,
      sharpeTrained: scores[best]! * scale,
      sharpeTested: sharpeOf(part) * scale,
      returnTested: compound(part),
    }];
  });
  return { folds, sharpe: sharpeOf(tested) * scale, totalReturn: compound(tested) };
};

const compound = (returns: readonly number[]): number =>
  returns.reduce((product, one) => product * (1 + one), 1) - 1;

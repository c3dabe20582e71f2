// An optimiser: weights from what is known of the assets.
import type { Matrix } from "../matrix.ts";
import type { Returns } from "../returns.ts";

/** Assets whose weights are bounded together. */
export interface Group {
  readonly name: string;
  readonly assets: readonly number[];
  readonly lower: number;
  readonly upper: number;
}

/** An opinion on returns: what a portfolio is expected to return in one period. */
export interface View {
  /** By asset: 1 and -1 say that one returns so much more than another. */
  readonly row: Float64Array;
  readonly expected: number;
}

/** What is known of the assets, for one period. */
export interface Problem {
  readonly covariance: Matrix;
  /** Expected returns. */
  readonly means: Float64Array;
  /** Least and most of each weight. */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** How much variance one unit of return is worth: the λ of μ·w - λ/2·w'Σw. */
  readonly riskAversion: number;
  /** Weights of before, near which the answer may lie. */
  readonly warm?: Float64Array;
  /** The returns themselves: scenarios. */
  readonly returns?: Returns;
  /** Bounds of sums of weights. */
  readonly groups?: readonly Group[];
  /** What is held now, and what one unit of turnover costs, in units of the objective. */
  readonly before?: Float64Array;
  readonly turnoverCost?: Float64Array;
  /** Share of scenarios that are not in the tail, below 1. */
  readonly confidence?: number;
  /** Weights of the market, and opinions: what Black and Litterman begin with. */
  readonly market?: Float64Array;
  readonly views?: readonly View[];
  readonly tau?: number;
}

/** Weights that sum to 1. */
export interface Optimiser {
  readonly name: string;
  readonly about: string;
  /** Whether it keeps to bounds, groups and costs of turnover; the others know only long weights. */
  readonly bounded: boolean;
  /** Throws `Unsolvable`. */
  readonly weights: (problem: Problem) => Float64Array;
}

/** There are no such weights; the message says why. */
export class Unsolvable extends Error {
  override readonly name = "Unsolvable";
}

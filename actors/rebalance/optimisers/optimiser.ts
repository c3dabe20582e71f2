// An optimiser: weights from what is known of the assets.
import type { Matrix } from "../matrix.ts";

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
}

/** Weights that sum to 1. */
export interface Optimiser {
  readonly name: string;
  readonly about: string;
  /** Whether it keeps to the bounds of weights; the others know only long ones. */
  readonly bounded: boolean;
  /** Throws `Unsolvable`. */
  readonly weights: (problem: Problem) => Float64Array;
}

/** There are no such weights; the message says why. */
export class Unsolvable extends Error {
  override readonly name = "Unsolvable";
}

// From returns to weights: an estimator, an optimiser, and the figures of what comes of it.
import { covariances } from "./covariances/roster.ts";
import { dot, times } from "./matrix.ts";
import { optimisers } from "./optimisers/roster.ts";
import { Unsolvable } from "./optimisers/optimiser.ts";
import { meansOf, type Returns } from "./returns.ts";

/** What is asked of an optimiser. Names are of the rosters. */
export interface RebalanceOptions {
  readonly optimiser: string;
  readonly covariance: string;
  readonly riskAversion: number;
  /** Least and most of every weight. */
  readonly lower: number;
  readonly upper: number;
  readonly warm?: Float64Array;
}

/** Weights and what is expected of them, for one period. */
export interface Rebalance {
  readonly weights: Float64Array;
  readonly expectedReturn: number;
  readonly variance: number;
  /** Part of the variance that each asset adds. */
  readonly riskShares: Float64Array;
  /** 1 / Σ w². */
  readonly effectiveAssets: number;
}

/** Optimises. Throws `Unsolvable`. */
export const rebalance = (returns: Returns, options: RebalanceOptions): Rebalance => {
  const optimiser = oneOf("--optimiser", options.optimiser, optimisers);
  const estimator = oneOf("--covariance", options.covariance, covariances);
  const size = returns.columns.length;
  if (size === 0 || returns.periods < 2) {
    throw new Unsolvable(`There are ${size} assets and ${returns.periods} periods: too few`);
  }
  if (!optimiser.bounded && (options.lower !== 0 || options.upper !== 1)) {
    throw new Unsolvable(`--lower, --upper: ${optimiser.name} knows no bounds`);
  }
  const covariance = estimator.estimate(returns);
  const means = meansOf(returns);
  const weights = optimiser.weights({
    covariance,
    means,
    lower: new Float64Array(size).fill(options.lower),
    upper: new Float64Array(size).fill(options.upper),
    riskAversion: options.riskAversion,
    ...(options.warm === undefined ? {} : { warm: options.warm }),
  });
  const risk = times(covariance, weights);
  const variance = dot(weights, risk);
  return {
    weights,
    variance,
    expectedReturn: dot(weights, means),
    riskShares: weights.map((one, i) => one * risk[i]! / variance),
    effectiveAssets: 1 / dot(weights, weights),
  };
};

const oneOf = <A extends { readonly name: string }>(
  option: string,
  name: string,
  roster: readonly A[],
): A => {
  const found = roster.find((one) => one.name === name);
  if (found !== undefined) return found;
  const known = roster.map((one) => one.name).join(", ");
  throw new Unsolvable(`${option} "${name}": expected one of ${known}`);
};

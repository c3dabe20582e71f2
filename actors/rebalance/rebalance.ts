// From returns to weights: an estimator, an optimiser, and the figures of what comes of it.
import { covariances } from "./covariances/roster.ts";
import { dot, times } from "./matrix.ts";
import { cvarOf } from "./optimisers/minimum-cvar.ts";
import { optimisers } from "./optimisers/roster.ts";
import { type Group, type Optimiser, type Problem, Unsolvable } from "./optimisers/optimiser.ts";
import { meansOf, type Returns } from "./returns.ts";

/** An opinion, by names: what a portfolio is expected to return in one period. */
export interface NamedView {
  readonly assets: Readonly<Record<string, number>>;
  readonly expected: number;
}

/** What is asked of an optimiser. Names are of the rosters. */
export interface RebalanceOptions {
  readonly optimiser: string;
  readonly covariance: string;
  readonly riskAversion: number;
  /** Least and most of every weight. */
  readonly lower: number;
  readonly upper: number;
  readonly warm?: Float64Array;
  /** Bounds of sums of weights. */
  readonly groups?: readonly (Omit<Group, "assets"> & { readonly assets: readonly string[] })[];
  /** What is held now, by name. */
  readonly before?: Readonly<Record<string, number>>;
  /** What one unit of turnover costs, in units of return: 0.001 is ten basis points. */
  readonly turnoverCost?: number;
  /** Weights that may be above zero; the largest ones are kept, and found again without the others. */
  readonly maxAssets?: number;
  readonly confidence?: number;
  /** Weights of the market, by name; equal ones unless told otherwise. */
  readonly market?: Readonly<Record<string, number>>;
  readonly views?: readonly NamedView[];
  readonly tau?: number;
}

/** Weights and what is expected of them, for one period. */
export interface Rebalance {
  readonly weights: Float64Array;
  readonly expectedReturn: number;
  readonly variance: number;
  /** Mean loss of the worst scenarios. */
  readonly cvar: number;
  /** Bought and sold from what is held; undefined where that is not told. */
  readonly turnover: number | undefined;
  /** Part of the variance that each asset adds. */
  readonly riskShares: Float64Array;
  /** 1 / Σ w². */
  readonly effectiveAssets: number;
}

/** Optimises. Throws `Unsolvable`. */
export const rebalance = (returns: Returns, options: RebalanceOptions): Rebalance => {
  const optimiser = oneOf("--optimiser", options.optimiser, optimisers);
  const size = returns.columns.length;
  if (size === 0 || returns.periods < 2) {
    throw new Unsolvable(`There are ${size} assets and ${returns.periods} periods: too few`);
  }
  const problem = problemOf(returns, options, optimiser);
  const weights = withFewer(optimiser, problem, options.maxAssets);
  const { covariance, means, before } = problem;
  const risk = times(covariance, weights);
  const variance = dot(weights, risk);
  return {
    weights,
    variance,
    cvar: cvarOf(returns.columns, weights, options.confidence ?? 0.95),
    turnover: before === undefined
      ? undefined
      : weights.reduce((sum, one, i) => sum + Math.abs(one - before[i]!), 0),
    expectedReturn: dot(weights, means),
    riskShares: weights.map((one, i) => one * risk[i]! / variance),
    effectiveAssets: 1 / dot(weights, weights),
  };
};

const problemOf = (
  returns: Returns,
  options: RebalanceOptions,
  optimiser: Optimiser,
): Problem => {
  const estimator = oneOf("--covariance", options.covariance, covariances);
  const size = returns.columns.length;
  const held = options.lower !== 0 || options.upper !== 1 || options.groups !== undefined ||
    options.turnoverCost !== undefined;
  if (!optimiser.bounded && held) {
    throw new Unsolvable(`${optimiser.name} knows no bounds, groups or costs of turnover`);
  }
  if (options.turnoverCost !== undefined && options.before === undefined) {
    throw new Unsolvable("Turnover costs something, but what is held now is not told: --before");
  }
  const at = new Map(returns.names.map((name, i) => [name, i]));
  const indexOf = (option: string, name: string): number => {
    const found = at.get(name);
    if (found === undefined) throw new Unsolvable(`${option}: there is no asset "${name}"`);
    return found;
  };
  const vector = (option: string, values: Readonly<Record<string, number>>) => {
    const out = new Float64Array(size);
    for (const [name, value] of Object.entries(values)) out[indexOf(option, name)] = value;
    return out;
  };
  const { groups, before, turnoverCost, market, views, tau, confidence, warm } = options;
  return {
    covariance: estimator.estimate(returns),
    means: meansOf(returns),
    returns,
    lower: new Float64Array(size).fill(options.lower),
    upper: new Float64Array(size).fill(options.upper),
    riskAversion: options.riskAversion,
    ...(warm === undefined ? {} : { warm }),
    ...(confidence === undefined ? {} : { confidence }),
    ...(tau === undefined ? {} : { tau }),
    ...(groups === undefined ? {} : {
      groups: groups.map((group) => ({
        ...group,
        assets: group.assets.map((name) => indexOf("--groups", name)),
      })),
    }),
    ...(before === undefined ? {} : { before: vector("--before", before) }),
    ...(turnoverCost === undefined
      ? {}
      : { turnoverCost: new Float64Array(size).fill(turnoverCost) }),
    ...(market === undefined ? {} : { market: vector("--market", market) }),
    ...(views === undefined ? {} : {
      views: views.map(({ assets, expected }) => ({ row: vector("--views", assets), expected })),
    }),
  };
};

/** The weights; where there are to be fewer, those of the largest ones alone. */
const withFewer = (
  optimiser: Optimiser,
  problem: Problem,
  maxAssets: number | undefined,
): Float64Array => {
  const weights = optimiser.weights(problem);
  const size = weights.length;
  if (maxAssets === undefined || maxAssets >= size) return weights;
  const order = [...weights.keys()].sort((a, b) => Math.abs(weights[b]!) - Math.abs(weights[a]!));
  const dropped = order.slice(maxAssets);
  if (dropped.every((i) => weights[i] === 0)) return weights;
  if (dropped.some((i) => problem.lower[i]! > 0)) {
    throw new Unsolvable("--max-assets: the least weight of every asset is above 0");
  }
  if (optimiser.bounded) {
    const [lower, upper] = [problem.lower.slice(), problem.upper.slice()];
    for (const i of dropped) lower[i] = upper[i] = 0;
    return optimiser.weights({ ...problem, lower, upper });
  }
  // What knows no bounds sees only the assets that are kept.
  const kept = order.slice(0, maxAssets).sort((a, b) => a - b);
  const few = optimiser.weights(only(problem, kept));
  const out = new Float64Array(size);
  kept.forEach((i, k) => out[i] = few[k]!);
  return out;
};

const only = (problem: Problem, kept: readonly number[]): Problem => {
  const { size, values } = problem.covariance;
  const pick = (from: Float64Array) => Float64Array.from(kept, (i) => from[i]!);
  return {
    riskAversion: problem.riskAversion,
    covariance: {
      size: kept.length,
      values: Float64Array.from(kept.flatMap((i) => kept.map((j) => values[i * size + j]!))),
    },
    means: pick(problem.means),
    lower: pick(problem.lower),
    upper: pick(problem.upper),
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

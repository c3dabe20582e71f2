// The problems that optimisers and their peers are given, and what each of them makes small.
import { dot, type Matrix, times } from "../../../actors/rebalance/matrix.ts";
import { posterior } from "../../../actors/rebalance/optimisers/black-litterman.ts";
import { cvarOf } from "../../../actors/rebalance/optimisers/minimum-cvar.ts";
import type { Optimiser, Problem } from "../../../actors/rebalance/optimisers/optimiser.ts";
import { optimisers } from "../../../actors/rebalance/optimisers/roster.ts";
import { meansOf, type Returns } from "../../../actors/rebalance/returns.ts";

/** What a unit of variance costs, a unit of turnover, and how sure the market is: the same for all. */
export const riskAversion = 5;
export const turnoverCost = 0.0005;
export const blackLittermanTau = 0.05;
export const confidence = 0.95;

/** A problem with a name. */
export interface Stated {
  readonly name: string;
  readonly optimiser: Optimiser;
  readonly problem: Problem;
  /** What is made small, of any weights. */
  readonly objective: (w: Float64Array) => number;
  /** Whether it takes so little that it is run often. */
  readonly quick: boolean;
}

/** Views on the first assets: which and how much, and what they return a day. */
export const viewsOf = (size: number) => {
  const view = (at: readonly (readonly [asset: number, weight: number])[], expected: number) => {
    const row = new Float64Array(size);
    for (const [asset, weight] of at) row[asset] = weight;
    return { at, row, expected };
  };
  return [
    view([[0, 1]], 0.001),
    view([[1, 1], [2, -1]], 0.0005),
    view([[3, 1], [4, 1], [5, -2]], -0.0003),
  ];
};

/** Long only, nothing else. */
export const problemOf = (returns: Returns, covariance: Matrix): Problem => ({
  covariance,
  means: meansOf(returns),
  lower: new Float64Array(covariance.size),
  upper: new Float64Array(covariance.size).fill(1),
  riskAversion,
});

/** All of them, over some returns. */
export const statedProblems = ({ returns, scenarios, covariance }: {
  readonly returns: Returns;
  readonly scenarios: Returns;
  readonly covariance: Matrix;
}): readonly Stated[] => {
  const { size } = covariance;
  const plain = problemOf(returns, covariance);
  const named = (name: string) => optimisers.find((one) => one.name === name)!;
  const variance = (w: Float64Array) => dot(w, times(covariance, w));
  const utility = (w: Float64Array, means: Float64Array, risk: Matrix) =>
    riskAversion / 2 * dot(w, times(risk, w)) - dot(means, w);
  const before = new Float64Array(size).fill(1 / size);
  const views = viewsOf(size);
  const believing: Problem = { ...plain, market: before, views, tau: blackLittermanTau };
  const believed = posterior(believing);
  return [
    { name: "minimum-variance", problem: plain, objective: variance, quick: true },
    {
      name: "mean-variance",
      problem: plain,
      objective: (w: Float64Array) => utility(w, plain.means, covariance),
      quick: true,
    },
    {
      name: "risk-parity",
      problem: plain,
      // How unequal contributions to risk are: their largest distance from 1 / n, times n.
      objective: (w: Float64Array) => {
        const risk = times(covariance, w);
        const total = dot(w, risk);
        const off = (one: number, i: number) => Math.abs(one * risk[i]! / total * size - 1);
        return w.reduce((most, one, i) => Math.max(most, off(one, i)), 0);
      },
      quick: true,
    },
    { name: "hierarchical-risk-parity", problem: plain, objective: variance, quick: true },
    {
      name: "black-litterman",
      problem: believing,
      objective: (w: Float64Array) => utility(w, believed.means, believed.covariance),
      quick: true,
    },
    {
      name: "mean-variance-with-turnover",
      of: "mean-variance",
      problem: { ...plain, before, turnoverCost: new Float64Array(size).fill(turnoverCost) },
      objective: (w: Float64Array) =>
        utility(w, plain.means, covariance) +
        turnoverCost * w.reduce((sum, one, i) => sum + Math.abs(one - before[i]!), 0),
      quick: false,
    },
    {
      name: "minimum-cvar",
      problem: { ...plain, returns: scenarios, confidence },
      objective: (w: Float64Array) => cvarOf(scenarios.columns, w, confidence),
      quick: false,
    },
  ].map(({ of, ...one }) => ({ ...one, optimiser: named(of ?? one.name) }));
};

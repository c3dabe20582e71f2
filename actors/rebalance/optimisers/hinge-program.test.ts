// Programs with hinges: nothing near an optimum is better, and what can be found otherwise is the same.
import { describe, expect, it } from "vitest";
import { normal, randomState, uniform } from "../../measures/random.ts";
import { ledoitWolf } from "../covariances/ledoit-wolf.ts";
import { dot, times } from "../matrix.ts";
import { rebalance } from "../rebalance.ts";
import { meansOf, type Returns } from "../returns.ts";
import { posterior } from "./black-litterman.ts";
import { meanVariance } from "./mean-variance.ts";
import { cvarOf, minimumCvar } from "./minimum-cvar.ts";
import { minimumVariance } from "./minimum-variance.ts";
import type { Problem } from "./optimiser.ts";

const returnsOf = (seed: number, assets: number, periods: number): Returns => {
  const state = randomState(seed);
  const market = Float64Array.from({ length: periods }, () => normal(state) / 100);
  const columns = Array.from({ length: assets }, () => {
    const [beta, own] = [0.5 + uniform(state), 0.5 + 2 * uniform(state)];
    return market.map((one) => beta * one + own * normal(state) / 100 + 3e-4);
  });
  return { names: columns.map((_, i) => `A${i}`), periods, columns };
};

const problemOf = (returns: Returns, more: Partial<Problem> = {}): Problem => ({
  covariance: ledoitWolf.estimate(returns),
  means: meansOf(returns),
  returns,
  lower: new Float64Array(returns.columns.length),
  upper: new Float64Array(returns.columns.length).fill(1),
  riskAversion: 5,
  ...more,
});

const sum = (w: Float64Array) => w.reduce((total, one) => total + one, 0);
const l1 = (w: Float64Array, before: Float64Array) =>
  w.reduce((total, one, i) => total + Math.abs(one - before[i]!), 0);

/** Moves weight from one asset to another, at random, as far as bounds allow: none of it may be better. */
const holdsAgainstMoves = (
  w: Float64Array,
  value: (w: Float64Array) => number,
  allowed: (w: Float64Array) => boolean,
): void => {
  const state = randomState(99);
  const best = value(w);
  for (let k = 0; k < 3_000; k++) {
    const [i, j] = [0, 0].map(() => Math.floor(uniform(state) * w.length));
    const moved = w.slice();
    const step = 10 ** (-1 - 5 * uniform(state));
    moved[i!]! += step;
    moved[j!]! -= step;
    if (allowed(moved)) expect(value(moved)).toBeGreaterThanOrEqual(best - 1e-10 * Math.abs(best));
  }
};
const inside = (w: Float64Array) => w.every((one) => one >= 0 && one <= 1);

describe("groups", () => {
  it("that bind nothing change nothing", () => {
    for (const optimiser of [minimumVariance, meanVariance]) {
      const asked = problemOf(returnsOf(1, 12, 200));
      const free = optimiser.weights(asked);
      const group = { name: "g", assets: [0, 1], lower: -1, upper: 0.999 };
      const bound = optimiser.weights({ ...asked, groups: [group] });
      free.forEach((one, i) => expect(bound[i]).toBeCloseTo(one, 6));
    }
  });

  it("hold, and nothing else they allow is better", () => {
    for (let seed = 1; seed <= 6; seed++) {
      const groups = [
        { name: "few", assets: [0, 1, 2, 3], lower: 0, upper: 0.2 },
        { name: "much", assets: [8, 9], lower: 0.4, upper: 1 },
      ];
      const asked = problemOf(returnsOf(seed, 10, 150), { groups });
      const w = minimumVariance.weights(asked);
      const of = (one: Float64Array, assets: readonly number[]) =>
        assets.reduce((total, i) => total + one[i]!, 0);
      const allowed = (one: Float64Array) =>
        inside(one) && of(one, groups[0]!.assets) <= 0.2 && of(one, groups[1]!.assets) >= 0.4;
      expect(sum(w)).toBeCloseTo(1, 11);
      expect(of(w, groups[0]!.assets)).toBeLessThanOrEqual(0.2 + 1e-9);
      expect(of(w, groups[1]!.assets)).toBeGreaterThanOrEqual(0.4 - 1e-9);
      holdsAgainstMoves(w, (one) => dot(one, times(asked.covariance, one)), allowed);
    }
  });

  it("that contradict one another are refused", () => {
    const groups = [
      { name: "a", assets: [0, 1], lower: 0.7, upper: 1 },
      { name: "b", assets: [2, 3], lower: 0.7, upper: 1 },
    ];
    expect(() => minimumVariance.weights(problemOf(returnsOf(1, 6, 100), { groups })))
      .toThrow("No weights keep to");
  });
});

describe("costs of turnover", () => {
  const returns = returnsOf(2, 10, 200);
  const before = Float64Array.from({ length: 10 }, (_, i) => i < 5 ? 0.2 : 0);
  const with1 = (cost: number) =>
    problemOf(returns, { before, turnoverCost: new Float64Array(10).fill(cost) });

  it("keep what is held where they are high, and are as nothing where they are nothing", () => {
    const [free, dear] = [with1(0), with1(1)].map((one) => minimumVariance.weights(one));
    expect(l1(dear!, before)).toBeLessThan(1e-8);
    minimumVariance.weights(problemOf(returns)).forEach((one, i) =>
      expect(free![i]).toBeCloseTo(one, 9)
    );
    const some = minimumVariance.weights(with1(1e-5));
    expect(l1(some, before)).toBeGreaterThan(1e-3);
    expect(l1(some, before)).toBeLessThan(l1(free!, before));
  });

  it("are part of the optimum: nothing else is better with them", () => {
    const asked = with1(1e-5);
    const w = minimumVariance.weights(asked);
    const value = (one: Float64Array) =>
      dot(one, times(asked.covariance, one)) / 2 + 1e-5 * l1(one, before);
    holdsAgainstMoves(w, value, inside);
  });
});

describe("the least CVaR", () => {
  it("is the least there is", () => {
    for (let seed = 1; seed <= 5; seed++) {
      const returns = returnsOf(seed, 8, 300);
      const w = minimumCvar.weights(problemOf(returns, { confidence: 0.9 }));
      expect(sum(w)).toBeCloseTo(1, 11);
      holdsAgainstMoves(w, (one) => cvarOf(returns.columns, one, 0.9), inside);
    }
  });

  it("is the mean of the worst scenarios, in part where their number is not whole", () => {
    const columns = [Float64Array.of(-4, -3, -2, -1, 0)];
    expect(cvarOf(columns, Float64Array.of(1), 0.5)).toBeCloseTo((4 + 3 + 0.5 * 2) / 2.5, 12);
  });
});

describe("Black and Litterman", () => {
  const returns = returnsOf(4, 6, 300);
  const market = Float64Array.of(0.3, 0.2, 0.2, 0.1, 0.1, 0.1);

  it("hold the market where there is no view", () => {
    const asked = { optimiser: "black-litterman", covariance: "ledoit-wolf", riskAversion: 3 };
    const named = Object.fromEntries(returns.names.map((name, i) => [name, market[i]!]));
    const { weights } = rebalance(returns, { ...asked, lower: 0, upper: 1, market: named });
    weights.forEach((one, i) => expect(one).toBeCloseTo(market[i]!, 9));
  });

  it("move expected returns halfway to a view that is as sure as the market", () => {
    const row = Float64Array.of(1, -1, 0, 0, 0, 0);
    const asked = problemOf(returns, { market, views: [{ row, expected: 0.01 }], tau: 0.05 });
    const prior = times(asked.covariance, market).map((one) => one * asked.riskAversion);
    const { means } = posterior(asked);
    expect(dot(row, means)).toBeCloseTo((0.01 + dot(row, prior)) / 2, 12);
  });
});

describe("fewer assets", () => {
  it("are the largest ones, found again without the others", () => {
    for (const optimiser of ["minimum-variance", "minimum-cvar", "risk-parity"]) {
      const returns = returnsOf(5, 12, 250);
      const asked = { optimiser, covariance: "ledoit-wolf", riskAversion: 5, lower: 0, upper: 1 };
      const { weights } = rebalance(returns, { ...asked, maxAssets: 4 });
      expect(weights.filter((one) => one !== 0).length).toBeLessThanOrEqual(4);
      expect(sum(weights)).toBeCloseTo(1, 9);
    }
  });
});

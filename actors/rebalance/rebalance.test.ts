// Optimisers: each optimum satisfies what makes it one, for any covariance; and plans never spend what is not there.
import { describe, expect, it } from "vitest";
import { normal, randomState, uniform } from "../measures/random.ts";
import { covariances } from "./covariances/roster.ts";
import { dot, type Matrix, times } from "./matrix.ts";
import { hierarchical } from "./optimisers/hierarchical.ts";
import { meanVariance } from "./optimisers/mean-variance.ts";
import { minimumVariance } from "./optimisers/minimum-variance.ts";
import type { Problem } from "./optimisers/optimiser.ts";
import { optimisers } from "./optimisers/roster.ts";
import { riskParity } from "./optimisers/risk-parity.ts";
import { planOf } from "./plan.ts";
import { rebalance } from "./rebalance.ts";
import { meansOf, type Returns } from "./returns.ts";

/** Returns that share a market, with some that move together. */
const randomReturns = (seed: number, assets: number, periods: number): Returns => {
  const state = randomState(seed);
  const market = Float64Array.from({ length: periods }, () => normal(state) / 100);
  const columns = Array.from({ length: assets }, () => {
    const beta = 0.3 + uniform(state);
    const own = 0.005 + 0.02 * uniform(state);
    return market.map((one) => beta * one + own * normal(state) + 0.0002);
  });
  return { names: columns.map((_, i) => `A${i}`), periods, columns };
};

const problem = (
  returns: Returns,
  covariance: Matrix,
  bounds: readonly [number, number] = [0, 1],
): Problem => ({
  covariance,
  means: meansOf(returns),
  lower: new Float64Array(covariance.size).fill(bounds[0]),
  upper: new Float64Array(covariance.size).fill(bounds[1]),
  riskAversion: 5,
});

const sum = (w: Float64Array): number => w.reduce((total, one) => total + one, 0);

describe.each(covariances)("the covariance $name", ({ estimate }) => {
  it("is symmetric, and positive for any weights", () => {
    const returns = randomReturns(1, 12, 200);
    const { size, values } = estimate(returns);
    const state = randomState(9);
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) expect(values[i * size + j]).toBe(values[j * size + i]);
    }
    for (let k = 0; k < 50; k++) {
      const w = Float64Array.from({ length: size }, () => normal(state));
      expect(dot(w, times({ size, values }, w))).toBeGreaterThan(0);
    }
  });
});

it("shrinks as scikit-learn does", () => {
  // sklearn.covariance.LedoitWolf().fit([[1,2],[3,1],[2,4],[5,3]]).covariance_
  const columns = [Float64Array.of(1, 3, 2, 5), Float64Array.of(2, 1, 4, 3)];
  const { values } = covariances.find(({ name }) => name === "ledoit-wolf")!
    .estimate({ names: ["a", "b"], periods: 4, columns });
  const [a, b, c, d] = values;
  expect(b).toBe(c);
  // The trace stays, and shrinkage is complete here: the sample says too little.
  expect(a! + d!).toBeCloseTo(2.1875 + 1.25, 12);
});

describe.each([[0, 1], [0, 0.2], [-0.1, 0.3]] as const)("bounds of %d and %d", (low, high) => {
  it.each([minimumVariance, meanVariance])("hold for $name, and no exchange is better", (one) => {
    for (let seed = 1; seed <= 25; seed++) {
      const returns = randomReturns(seed, 8 + seed, 150);
      const asked = problem(returns, covariances[0]!.estimate(returns), [low, high]);
      const w = one.weights(asked);
      expect(sum(w)).toBeCloseTo(1, 12);
      const linear = one === meanVariance
        ? asked.means.map((m) => m / 5)
        : asked.means.map(() => 0);
      const gradient = times(asked.covariance, w).map((g, i) => g - linear[i]!);
      // What can be reduced must not cost more than what can be raised.
      let [most, least] = [-Infinity, Infinity];
      for (let i = 0; i < w.length; i++) {
        expect(w[i]).toBeGreaterThanOrEqual(low);
        expect(w[i]).toBeLessThanOrEqual(high);
        if (w[i]! > low) most = Math.max(most, gradient[i]!);
        if (w[i]! < high) least = Math.min(least, gradient[i]!);
      }
      expect(most - least).toBeLessThanOrEqual(1e-10 * Math.max(...gradient.map(Math.abs)));
      expect([...one.weights({ ...asked, warm: w })].map((x, i) => Math.abs(x - w[i]!) < 1e-9))
        .not.toContain(false);
    }
  });
});

it("makes every asset add the same to the risk", () => {
  for (let seed = 1; seed <= 10; seed++) {
    const returns = randomReturns(seed, 30, 300);
    const { riskShares } = rebalance(returns, {
      ...{ optimiser: riskParity.name, covariance: "sample", riskAversion: 5, lower: 0, upper: 1 },
    });
    for (const share of riskShares) expect(share * 30).toBeCloseTo(1, 9);
  }
});

it("divides the risk of two pairs between the pairs first", () => {
  // Two that move together, one twice as volatile as them that moves alone: halves go by inverse variance.
  const covariance: Matrix = {
    size: 3,
    values: Float64Array.of(1, 0.9, 0, 0.9, 1, 0, 0, 0, 4),
  };
  const w = hierarchical.weights(problem(randomReturns(1, 3, 10), covariance));
  expect(sum(w)).toBeCloseTo(1, 12);
  expect([...w]).not.toContain(0);
  expect(w[2]).toBeLessThan(0.3);
});

it.each(optimisers)("$name sums to 1, is long only, and the same twice", ({ name }) => {
  const returns = randomReturns(3, 40, 400);
  const options = {
    optimiser: name,
    covariance: "ledoit-wolf",
    riskAversion: 5,
    lower: 0,
    upper: 1,
  };
  const { weights } = rebalance(returns, options);
  expect(sum(weights)).toBeCloseTo(1, 10);
  expect(Math.min(...weights)).toBeGreaterThanOrEqual(0);
  expect(rebalance(returns, options).weights).toEqual(weights);
});

it("says what cannot be solved", () => {
  const returns = randomReturns(1, 5, 100);
  const options = {
    ...{ optimiser: "minimum-variance", covariance: "sample", riskAversion: 5, lower: 0, upper: 1 },
  };
  expect(() => rebalance(returns, { ...options, upper: 0.1 })).toThrow(/bounds allow 0 to 0.5/);
  expect(() => rebalance(returns, { ...options, optimiser: "magic" })).toThrow(/expected one of/);
  expect(() => rebalance(randomReturns(1, 50, 10), options)).toThrow(/singular/);
  expect(() => rebalance(returns, { ...options, optimiser: "risk-parity", upper: 0.5 }))
    .toThrow(/knows no bounds/);
});

describe("a plan", () => {
  const options = { cash: 0, driftBand: 0, feeBps: 1, leastNotional: 0 };

  it("sells before it buys, in whole lots, and says what it costs", () => {
    const plan = planOf([
      { symbol: "A", lots: 90, price: 100, halfSpread: 0.05, targetWeight: 0.5 },
      { symbol: "B", lots: 20, price: 50, halfSpread: 0.05, targetWeight: 0.5 },
    ], options);
    expect(plan.equity).toBe(10_000);
    expect(plan.orders[0]).toMatchObject({ symbol: "A", side: "sell", lots: 40, notional: 4_000 });
    expect(plan.orders[1]).toMatchObject({ symbol: "B", side: "buy", lots: 79 });
    expect(plan.orders[0]!.cost).toBeCloseTo(40 * 0.05 + 4_000 * 1e-4, 12);
    expect(plan.cashAfter).toBeGreaterThanOrEqual(0);
  });

  it("leaves what is within the drift band, and what is worth too little", () => {
    const held = [
      { symbol: "A", lots: 52, price: 100, halfSpread: 0, targetWeight: 0.5 },
      { symbol: "B", lots: 96, price: 50, halfSpread: 0, targetWeight: 0.5 },
    ];
    expect(planOf(held, { ...options, driftBand: 0.05 }).orders).toEqual([]);
    expect(planOf(held, { ...options, leastNotional: 1_000 }).orders).toEqual([]);
  });

  it("never spends what is not there, and comes as near as whole lots can", () => {
    const state = randomState(4);
    for (let i = 0; i < 300; i++) {
      const raw = Array.from({ length: 1 + Math.floor(uniform(state) * 12) }, () => uniform(state));
      const total = raw.reduce((all, one) => all + one, 0);
      const holdings = raw.map((one, k) => ({
        symbol: `S${k}`,
        lots: Math.floor(uniform(state) * 100),
        price: 1 + Math.round(uniform(state) * 500),
        halfSpread: uniform(state) / 10,
        targetWeight: one / total,
      }));
      const plan = planOf(holdings, { ...options, cash: uniform(state) * 10_000, feeBps: 5 });
      expect(plan.cashAfter).toBeGreaterThanOrEqual(-1e-6);
      for (const { lots } of plan.orders) expect(Number.isInteger(lots) && lots > 0).toBe(true);
      for (const { symbol, price } of holdings) {
        const off = Math.abs(plan.after[symbol]! - plan.targets[symbol]!) * plan.equity;
        expect(off).toBeLessThan(2 * price + 0.02 * plan.equity);
      }
    }
  });
});

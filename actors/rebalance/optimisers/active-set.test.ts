// The active set against the interior point: two ways that have nothing in common but the problem.
import { describe, expect, it } from "vitest";
import { normal, type RandomState, randomState, uniform } from "../../measures/random.ts";
import { dot, type Matrix, times } from "../matrix.ts";
import { type BudgetProgram, solveBudget } from "./active-set.ts";
import { solveHinges } from "./hinge-program.ts";
import { constraintsOf, turnoverHinges } from "./quadratic.ts";

/** A covariance of factors and own noise, whose units are near 1. */
const covarianceOf = (state: RandomState, size: number): Matrix => {
  const values = new Float64Array(size * size);
  for (let factor = 0; factor < 4; factor++) {
    const loads = Float64Array.from(
      { length: size },
      () => normal(state) / 2 + (factor === 0 ? 1 : 0),
    );
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) values[i * size + j]! += loads[i]! * loads[j]! / 4;
    }
  }
  for (let i = 0; i < size; i++) values[i * size + i]! += 0.2 + uniform(state);
  return { size, values };
};

const vector = (size: number, of: () => number) => Float64Array.from({ length: size }, of);

interface Costly extends BudgetProgram {
  readonly turnover: NonNullable<BudgetProgram["turnover"]>;
}

const programOf = (seed: number, size: number): Costly => {
  const state = randomState(seed);
  const raw = vector(size, () => uniform(state) < 0.4 ? 0 : uniform(state));
  raw[0]! += 0.1;
  const total = raw.reduce((sum, one) => sum + one, 0);
  const few = uniform(state);
  return {
    quadratic: covarianceOf(state, size),
    linear: vector(size, () => normal(state) / 5),
    lower: vector(size, () => uniform(state) < 0.3 ? -0.1 : 0),
    upper: vector(size, () => uniform(state) < few ? 0.5 + uniform(state) : 1.5),
    turnover: {
      before: raw.map((one) => one / total),
      cost: vector(size, () => uniform(state) < 0.2 ? 0 : uniform(state) / 3),
    },
  };
};

const valueOf = ({ quadratic, linear, turnover: { before, cost } }: Costly, w: Float64Array) =>
  dot(w, times(quadratic, w)) / 2 - dot(linear, w) +
  w.reduce((sum, one, i) => sum + cost[i]! * Math.abs(one - before[i]!), 0);

const inside = ({ quadratic, linear, lower, upper, turnover }: Costly): Float64Array => {
  const { before, cost } = turnover;
  const problem = {
    ...{ covariance: quadratic, means: linear, lower, upper, riskAversion: 1 },
    ...{ before, turnoverCost: cost },
  };
  return solveHinges({
    ...constraintsOf(problem),
    quadratic,
    linear: linear.map((one) => -one),
    hinges: turnoverHinges(problem),
  }).x;
};

describe("a budget, bounds and costs of turnover", () => {
  it.each([[2, 200], [5, 200], [12, 200], [40, 100], [120, 10]])("of %i assets", (size, seeds) => {
    for (let seed = 1; seed <= seeds; seed++) {
      const program = programOf(seed, size);
      const w = solveBudget(program);
      const value = valueOf(program, w);
      expect(w.reduce((sum, one) => sum + one, 0), `seed ${seed}`).toBeCloseTo(1, 10);
      w.forEach((one, i) => {
        expect(one).toBeGreaterThanOrEqual(program.lower[i]!);
        expect(one).toBeLessThanOrEqual(program.upper[i]!);
      });
      const least = valueOf(program, inside(program));
      expect((value - least) / (1 + Math.abs(least)), `seed ${seed}`).toBeLessThan(1e-9);
      // Whatever it begins with, it ends at the same.
      const cold = valueOf(program, solveBudget({ ...program, warm: program.lower }));
      expect(Math.abs(cold - value)).toBeLessThan(1e-9);
    }
  });

  it("holds one of two assets that are the same, though the covariance of both is singular", () => {
    for (let seed = 1; seed <= 30; seed++) {
      const [size, half] = [20, 10];
      const one = covarianceOf(randomState(seed), half);
      const quadratic = {
        size,
        values: Float64Array.from(
          { length: size * size },
          (_, k) => one.values[Math.floor(k / size) % half * half + k % size % half]!,
        ),
      };
      const w = solveBudget({
        ...{ quadratic, linear: new Float64Array(size), lower: new Float64Array(size) },
        upper: new Float64Array(size).fill(1),
      });
      // Nothing is better: every slope is that of what is held, or above it.
      const slopes = times(quadratic, w);
      expect(Math.min(...slopes), `seed ${seed}`).toBeGreaterThan(dot(w, slopes) - 1e-10);
    }
  });

  it("moves nothing where moving costs more than it gains", () => {
    const program = programOf(7, 20);
    const before = program.turnover.before;
    const cost = new Float64Array(20).fill(100);
    const upper = new Float64Array(20).fill(1);
    const lower = new Float64Array(20);
    expect([...solveBudget({ ...program, lower, upper, turnover: { before, cost } })])
      .toEqual([...before]);
  });
});

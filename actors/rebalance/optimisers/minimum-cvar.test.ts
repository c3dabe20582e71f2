// The least CVaR over the worst scenarios alone is the least over all of them.
import { expect, it } from "vitest";
import { normal, randomState, uniform } from "../../measures/random.ts";
import { solveHinges } from "./hinge-program.ts";
import { cvarOf, minimumCvar } from "./minimum-cvar.ts";

/** Returns with fat tails: a scenario in ten is three times as wild. */
const scenarios = (seed: number, size: number, periods: number) => {
  const state = randomState(seed);
  const wild = Float64Array.from({ length: periods }, () => uniform(state) < 0.1 ? 3 : 1);
  return Array.from(
    { length: size },
    (_, i) => wild.map((one) => one * (normal(state) + 0.05 * i) / (50 + 10 * uniform(state))),
  );
};

/** Every scenario at once. */
const whole = (columns: readonly Float64Array[], upper: number, tail: number): Float64Array => {
  const [size, periods] = [columns.length, columns[0]!.length];
  const vector = (one: number, last: number) =>
    new Float64Array(size + 1).fill(one).fill(last, size);
  return solveHinges({
    quadratic: undefined,
    linear: vector(0, 1),
    lower: vector(0, -Infinity),
    upper: vector(upper, Infinity),
    equation: { row: vector(1, 0), value: 1 },
    below: [],
    hinges: Array.from({ length: periods }, (_, t) => ({
      row: Float64Array.of(...columns.map((column) => -100 * column[t]!), -1),
      offset: 0,
      weight: 1 / (tail * periods),
    })),
    start: vector(1 / size, 0),
  }).x.slice(0, size);
};

it.each([
  [5, 40, 1, 0.95],
  [5, 200, 1, 0.99],
  [12, 300, 0.2, 0.95],
  [30, 400, 1, 0.9],
  [30, 60, 0.1, 0.8],
  [40, 30, 1, 0.95],
  [90, 150, 1, 0.95],
  [90, 150, 0.03, 0.9],
])("of %i assets over %i scenarios, at most %d each, at %d", (size, periods, most, confidence) => {
  for (let seed = 1; seed <= 5; seed++) {
    const columns = scenarios(seed, size, periods);
    const weights = minimumCvar.weights({
      covariance: { size, values: new Float64Array(size * size) },
      means: new Float64Array(size),
      returns: { names: columns.map((_, i) => `A${i}`), periods, columns },
      lower: new Float64Array(size),
      upper: new Float64Array(size).fill(most),
      riskAversion: 1,
      confidence,
    });
    const found = cvarOf(columns, weights, confidence);
    const least = cvarOf(columns, whole(columns, most, 1 - confidence), confidence);
    expect(weights.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 10);
    expect(Math.abs(found / least - 1), `seed ${seed}`).toBeLessThan(1e-8);
  }
});

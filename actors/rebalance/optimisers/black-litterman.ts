// Black and Litterman (1992): what the market expects, moved by opinions as far as they are sure.
import { cholesky, choleskySolve, dot, type Matrix, times } from "../matrix.ts";
import { meanVariance } from "./mean-variance.ts";
import { type Optimiser, Unsolvable } from "./optimiser.ts";
import type { Problem } from "./optimiser.ts";

/** How sure the market is of its own returns: the usual value. */
const usualTau = 0.05;

/** Expected returns and covariance after the opinions (He and Litterman, 1999: Ω = diag(τPΣP')). */
export const posterior = (
  problem: Problem,
): { readonly means: Float64Array; readonly covariance: Matrix } => {
  const { covariance, riskAversion, views = [], tau = usualTau } = problem;
  const { size, values } = covariance;
  const market = problem.market ?? new Float64Array(size).fill(1 / size);
  const means = times(covariance, market).map((one) => one * riskAversion);
  const count = views.length;
  // P·τΣ, and P·τΣ·P' + Ω.
  const spread = views.map(({ row }) => times(covariance, row).map((one) => one * tau));
  const system: Matrix = { size: count, values: new Float64Array(count * count) };
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < count; j++) {
      const one = dot(spread[i]!, views[j]!.row);
      system.values[i * count + j] = i === j ? 2 * one : one;
    }
  }
  const factor = cholesky(system, Array.from({ length: count }, (_, i) => i));
  if (factor === undefined) throw new Unsolvable("The views repeat or contradict one another");
  const surprise = Float64Array.from(views, ({ row, expected }) => expected - dot(row, means));
  const moved = choleskySolve(factor, surprise);
  spread.forEach((row, v) => row.forEach((one, i) => means[i]! += moved[v]! * one));
  // Σ + τΣ - τΣP'(PτΣP' + Ω)⁻¹PτΣ.
  const after = new Float64Array(size * size);
  for (let i = 0; i < after.length; i++) after[i] = values[i]! * (1 + tau);
  const solved = Array.from(
    { length: size },
    (_, i) => choleskySolve(factor, Float64Array.from(spread, (row) => row[i]!)),
  );
  spread.forEach((row, v) => {
    for (let i = 0; i < size; i++) {
      const [own, from] = [solved[i]![v]!, i * size];
      for (let j = 0; j < size; j++) after[from + j]! -= own * row[j]!;
    }
  });
  return { means, covariance: { size, values: after } };
};

/** Mean-variance of the returns after the opinions; without any it holds the market. */
export const blackLitterman: Optimiser = {
  name: "black-litterman",
  about: "Mean-variance of what the market expects, moved by views (Black and Litterman)",
  bounded: true,
  weights: (problem) => {
    const moved = posterior(problem);
    if ((problem.views ?? []).length > 0) return meanVariance.weights({ ...problem, ...moved });
    // What is sure of nothing moves nothing: the covariance stands as it is, and the market is the answer.
    const { size } = problem.covariance;
    const warm = problem.warm ?? problem.market ?? new Float64Array(size).fill(1 / size);
    return meanVariance.weights({ ...problem, warm, means: moved.means });
  },
};

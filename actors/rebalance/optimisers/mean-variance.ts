// Markowitz: expected return less a price of risk.
import { solveBudget } from "./active-set.ts";
import type { Optimiser } from "./optimiser.ts";

/** max μ·w - λ/2·w'Σw. */
export const meanVariance: Optimiser = {
  name: "mean-variance",
  about: "The most expected return less risk aversion / 2 times variance (Markowitz)",
  bounded: true,
  weights: ({ covariance, means, riskAversion, lower, upper, warm }) =>
    solveBudget({
      quadratic: covariance,
      linear: means.map((one) => one / riskAversion),
      lower,
      upper,
      ...(warm === undefined ? {} : { warm }),
    }),
};

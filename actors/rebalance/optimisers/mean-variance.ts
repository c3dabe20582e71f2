// Markowitz: expected return less a price of risk.
import type { Optimiser } from "./optimiser.ts";
import { solveQuadratic } from "./quadratic.ts";

/** max μ·w - λ/2·w'Σw. */
export const meanVariance: Optimiser = {
  name: "mean-variance",
  about: "The most expected return less risk aversion / 2 times variance (Markowitz)",
  bounded: true,
  weights: (problem) => {
    const { covariance, means, riskAversion, turnoverCost } = problem;
    // Divided by λ, so that the quadratic part is the covariance itself.
    const cost = turnoverCost?.map((one) => one / riskAversion);
    return solveQuadratic({ ...problem, ...(cost === undefined ? {} : { turnoverCost: cost }) }, {
      quadratic: covariance,
      linear: means.map((one) => one / riskAversion),
    });
  },
};

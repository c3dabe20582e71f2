// The least risk there is.
import type { Optimiser } from "./optimiser.ts";
import { solveQuadratic } from "./quadratic.ts";

/** min ½·w'Σw. */
export const minimumVariance: Optimiser = {
  name: "minimum-variance",
  about: "The least variance there is within the bounds",
  bounded: true,
  weights: (problem) =>
    solveQuadratic(problem, {
      quadratic: problem.covariance,
      linear: new Float64Array(problem.covariance.size),
    }),
};

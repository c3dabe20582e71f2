// The least risk there is.
import { solveBudget } from "./active-set.ts";
import type { Optimiser } from "./optimiser.ts";

/** min w'Σw. */
export const minimumVariance: Optimiser = {
  name: "minimum-variance",
  about: "The least variance there is within the bounds",
  bounded: true,
  weights: ({ covariance, lower, upper, warm }) =>
    solveBudget({
      quadratic: covariance,
      linear: new Float64Array(covariance.size),
      lower,
      upper,
      ...(warm === undefined ? {} : { warm }),
    }),
};

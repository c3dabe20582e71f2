// The same of everything.
import type { Optimiser } from "./optimiser.ts";

/** 1 / n: what every other optimiser has to beat. */
export const equalWeight: Optimiser = {
  name: "equal-weight",
  about: "The same of everything: what the others have to beat",
  bounded: false,
  weights: ({ covariance: { size } }) => new Float64Array(size).fill(1 / size),
};

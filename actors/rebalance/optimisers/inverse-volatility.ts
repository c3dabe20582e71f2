// The calmer, the more of it.
import type { Optimiser } from "./optimiser.ts";

/** Weights by 1 / deviation; correlations are not looked at. */
export const inverseVolatility: Optimiser = {
  name: "inverse-volatility",
  about: "The calmer the heavier; correlations are not looked at",
  bounded: false,
  weights: ({ covariance: { size, values } }) => {
    const inverse = Float64Array.from(
      { length: size },
      (_, i) => 1 / Math.sqrt(values[i * size + i]!),
    );
    const total = inverse.reduce((sum, one) => sum + one, 0);
    return inverse.map((one) => one / total);
  },
};

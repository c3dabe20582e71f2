// Exponentially weighted: what was long ago counts less.
import { crossProducts } from "../returns.ts";
import type { Covariance } from "./covariance.ts";

/** Periods after which a return counts half. */
const halfLife = 63;

/** Weights fall by half every 63 periods; means are weighted the same way. */
export const exponential: Covariance = {
  name: "exponential",
  about: `The newer the heavier: half the weight every ${halfLife} periods`,
  estimate: ({ columns, periods }) => {
    const weights = Float64Array.from(
      { length: periods },
      (_, t) => 0.5 ** ((periods - 1 - t) / halfLife),
    );
    const total = weights.reduce((sum, one) => sum + one, 0);
    const means = Float64Array.from(
      columns,
      (column) => column.reduce((sum, one, t) => sum + one * weights[t]!, 0) / total,
    );
    const scaled = columns.map((column, i) =>
      column.map((one, t) => (one - means[i]!) * Math.sqrt(weights[t]! / total))
    );
    return crossProducts(scaled, new Float64Array(columns.length), 1);
  },
};

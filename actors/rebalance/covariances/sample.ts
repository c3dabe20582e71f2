// The covariance of the sample, with n - 1.
import { crossProducts, meansOf } from "../returns.ts";
import type { Covariance } from "./covariance.ts";

/** As it was; singular where there are more assets than periods. */
export const sample: Covariance = {
  name: "sample",
  about: "As it was, every period the same",
  estimate: (returns) =>
    crossProducts(returns.columns, meansOf(returns), 1 / Math.max(1, returns.periods - 1)),
};

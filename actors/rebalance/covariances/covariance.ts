// A covariance estimator: a matrix from returns.
import type { Matrix } from "../matrix.ts";
import type { Returns } from "../returns.ts";

/** An estimator, by name. */
export interface Covariance {
  readonly name: string;
  readonly about: string;
  readonly estimate: (returns: Returns) => Matrix;
}

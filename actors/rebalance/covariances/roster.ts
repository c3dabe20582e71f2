// Every covariance estimator. A new one is a file in this folder and a line here.
import type { Covariance } from "./covariance.ts";
import { exponential } from "./exponential.ts";
import { factor } from "./factor.ts";
import { ledoitWolf } from "./ledoit-wolf.ts";
import { sample } from "./sample.ts";

/** The estimators; the first one unless told otherwise. */
export const covariances: readonly Covariance[] = [ledoitWolf, sample, exponential, factor];

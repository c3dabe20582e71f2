// Every optimiser. A new one is a file in this folder and a line here.
import { blackLitterman } from "./black-litterman.ts";
import { equalWeight } from "./equal-weight.ts";
import { hierarchical } from "./hierarchical.ts";
import { inverseVolatility } from "./inverse-volatility.ts";
import { meanVariance } from "./mean-variance.ts";
import { minimumCvar } from "./minimum-cvar.ts";
import { minimumVariance } from "./minimum-variance.ts";
import type { Optimiser } from "./optimiser.ts";
import { riskParity } from "./risk-parity.ts";

/** The optimisers. */
export const optimisers: readonly Optimiser[] = [
  minimumVariance,
  meanVariance,
  blackLitterman,
  minimumCvar,
  riskParity,
  hierarchical,
  inverseVolatility,
  equalWeight,
];

// Every execution algorithm. A new one is a file in this folder and a line here.
import type { Algorithm } from "./algorithm.ts";
import { iceberg } from "./iceberg.ts";
import { implementationShortfall } from "./implementation-shortfall.ts";
import { pov } from "./pov.ts";
import { twap } from "./twap.ts";
import { vwap } from "./vwap.ts";

/** The algorithms. */
export const algorithms: readonly Algorithm[] = [
  twap,
  vwap,
  pov,
  iceberg,
  implementationShortfall,
];

// Every strategy over bars. A new one is a file in this folder and a line here.
import type { BarStrategy } from "../strategy.ts";
import { breakout } from "./breakout.ts";
import { meanReversion } from "./mean-reversion.ts";
import { movingAverageCross } from "./moving-average-cross.ts";

/** The strategies over bars. */
export const barStrategies: readonly BarStrategy[] = [movingAverageCross, breakout, meanReversion];

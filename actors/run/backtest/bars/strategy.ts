// A strategy over bars: which position it wants after each bar.
import type { Setting } from "../../../actor.ts";
import type { Bars } from "./bars.ts";
import type { Features } from "./features.ts";

/** A strategy over bars. */
export interface BarStrategy {
  readonly name: string;
  readonly about: string;
  readonly settings: Readonly<Record<string, Setting>>;
  /**
   * The position wanted after each bar, in lots, below zero for short. The value of a row may depend on
   * that row and earlier ones only; `findLeaks` tells whether it does. It is traded at the next open.
   */
  readonly targets: (
    bars: Bars,
    settings: Readonly<Record<string, number>>,
    features: Features,
  ) => Float64Array;
}

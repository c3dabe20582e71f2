// Long while a fast mean of closes is above a slow one.
import { mean } from "../features.ts";
import type { BarStrategy } from "../strategy.ts";

/** The oldest of all: follows a trend, and pays for it while there is none. */
export const movingAverageCross: BarStrategy = {
  name: "moving-average-cross",
  about: "Long while a fast mean of closes is above a slow one, else flat or short",
  settings: {
    fast: { default: 20, minimum: 1, maximum: 100_000, comment: "Bars of the fast mean" },
    slow: { default: 50, minimum: 2, maximum: 100_000, comment: "Bars of the slow mean" },
    short: { default: 0, minimum: 0, maximum: 1, comment: "1 to be short where it is not long" },
    lots: { default: 1, minimum: 1, maximum: 1e9, comment: "Position it takes, in lots" },
  },
  targets: (bars, settings, features) => {
    const fast = features.of(mean, "close", settings["fast"]!);
    const slow = features.of(mean, "close", settings["slow"]!);
    const lots = settings["lots"]!;
    const below = settings["short"] === 1 ? -lots : 0;
    const out = new Float64Array(bars.length);
    // Where one of the two is missing, or both are equal, what it had stays.
    let target = 0;
    for (let row = 0; row < out.length; row++) {
      if (fast[row]! > slow[row]!) target = lots;
      else if (fast[row]! < slow[row]!) target = below;
      out[row] = target;
    }
    return out;
  },
};

// Buys a new high and leaves at a new low of fewer bars.
import { highest, lowest } from "../features.ts";
import type { BarStrategy } from "../strategy.ts";

/** Donchian's channel: the extremes are of the bars before, so a bar can break out of them. */
export const breakout: BarStrategy = {
  name: "breakout",
  about: "Long from a close above the highest high before, until one below the lowest low",
  settings: {
    enter: { default: 55, minimum: 1, maximum: 100_000, comment: "Bars of the high to break" },
    leave: { default: 20, minimum: 1, maximum: 100_000, comment: "Bars of the low to leave at" },
    lots: { default: 1, minimum: 1, maximum: 1e9, comment: "Position it takes, in lots" },
  },
  targets: (bars, settings, features) => {
    const highs = features.of(highest, "high", settings["enter"]!);
    const lows = features.of(lowest, "low", settings["leave"]!);
    const out = new Float64Array(bars.length);
    let target = 0;
    for (let row = 1; row < out.length; row++) {
      if (bars.close[row]! > highs[row - 1]!) target = settings["lots"]!;
      else if (bars.close[row]! < lows[row - 1]!) target = 0;
      out[row] = target;
    }
    return out;
  },
};

// Buys what fell far below its mean and sells what rose far above it, until it is back.
import { deviation, mean } from "../features.ts";
import type { BarStrategy } from "../strategy.ts";

/** Bollinger's bands, the other way round: bets that the close comes back to its mean. */
export const meanReversion: BarStrategy = {
  name: "mean-reversion",
  about:
    "Against the move where the close is many deviations from its mean, until it is back there",
  settings: {
    length: { default: 60, minimum: 2, maximum: 100_000, comment: "Bars of mean and deviation" },
    bands: { default: 2, minimum: 0.1, maximum: 20, comment: "Deviations at which it enters" },
    lots: { default: 1, minimum: 1, maximum: 1e9, comment: "Position it takes, in lots" },
  },
  targets: (bars, settings, features) => {
    const means = features.of(mean, "close", settings["length"]!);
    const deviations = features.of(deviation, "close", settings["length"]!);
    const { bands, lots } = settings as { bands: number; lots: number };
    const out = new Float64Array(bars.length);
    let target = 0;
    for (let row = 0; row < out.length; row++) {
      const off = (bars.close[row]! - means[row]!) / deviations[row]!;
      if (off < -bands) target = lots;
      else if (off > bands) target = -lots;
      else if (target * off >= 0) target = 0;
      out[row] = target;
    }
    return out;
  },
};

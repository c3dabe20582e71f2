// The square-root law: impact grows with the root of the share of the volume that an order is.
import type { ImpactModel } from "./impact-model.ts";

/**
 * Y × σ × √(Q / V): σ is the move of the mid price and V the volume, both over a window that fades.
 * Source: B. Tóth and others, Anomalous price impact and the critical nature of liquidity (2011).
 */
export const squareRootImpact: ImpactModel = {
  name: "square-root",
  about: "Y × σ × √(Q / V), with deviation and volume of the market as it was of late",
  settings: {
    y: { default: 1, minimum: 0, maximum: 100, comment: "Y of the law, near 1 in most markets" },
    windowSeconds: {
      default: 600,
      minimum: 1,
      maximum: 86_400,
      comment: "Half-life of what is remembered of the market, in seconds",
    },
  },
  watches: true,
  ticksOf: ({ settings, volumeLots, squaredTicks }, { lots }) =>
    // Of a market without a trade so far nothing is known: then an order is all of its volume.
    settings["y"]! * Math.sqrt(squaredTicks) * Math.sqrt(lots / Math.max(volumeLots, lots)),
  took: () => {},
};

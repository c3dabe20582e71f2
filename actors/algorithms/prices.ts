// Prices of children: on the increment, and never beyond the limit of their order.
import type { PriceTicks } from "../../streams/units.ts";
import type { BestPrices } from "../measures/best-prices.ts";
import { crossingBps } from "./limits.ts";

/** What a price is made of. A limit of 0 is none. */
export interface Pricing {
  readonly best: BestPrices;
  readonly incrementTicks: PriceTicks;
  readonly side: "buy" | "sell";
  readonly limitTicks: PriceTicks;
}

/** Down for a buy, up for a sell: never better for others. */
const onIncrement = ({ side, incrementTicks }: Pricing, price: PriceTicks): PriceTicks =>
  (side === "buy" ? Math.floor(price / incrementTicks) : Math.ceil(price / incrementTicks)) *
  incrementTicks;

/** The best price of the own side, or the limit where that is worse for others. */
export const passivePrice = (at: Pricing): PriceTicks => {
  const { best, side, limitTicks } = at;
  const own = side === "buy" ? best.bidPriceTicks : best.askPriceTicks;
  if (limitTicks === 0) return onIncrement(at, own);
  return onIncrement(at, side === "buy" ? Math.min(own, limitTicks) : Math.max(own, limitTicks));
};

/** A price that meets the other side, with a little to spare; 0 where the limit does not reach it. */
export const crossingPrice = (at: Pricing): PriceTicks => {
  const { best, side, limitTicks, incrementTicks } = at;
  const other = side === "buy" ? best.askPriceTicks : best.bidPriceTicks;
  const spare = Math.floor(other * crossingBps / 10_000);
  const steps = (price: number) => Math.ceil(price / incrementTicks) * incrementTicks;
  const wished = side === "buy" ? Math.max(steps(other), onIncrement(at, other + spare)) : Math.max(
    incrementTicks,
    Math.min(
      Math.floor(other / incrementTicks) * incrementTicks,
      onIncrement(at, other - spare),
    ),
  );
  if (limitTicks === 0) return wished;
  if (side === "buy" ? limitTicks < other : limitTicks > other) return 0;
  return side === "buy" ? Math.min(wished, limitTicks) : Math.max(wished, limitTicks);
};

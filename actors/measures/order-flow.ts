// Who pushed: the order flow of a change of the best level, and the side of a trade.
import type { Trade } from "../../streams/market.ts";
import type { PriceHalfTicks, PriceTicks, QuantityLots } from "../../streams/units.ts";

/** The best level of both sides. */
export interface BestLevel {
  readonly bidPrice: PriceTicks;
  readonly bidQuantity: QuantityLots;
  readonly askPrice: PriceTicks;
  readonly askQuantity: QuantityLots;
}

/**
 * Order flow of one change of the best level, in lots; positive where buyers gained. After Cont,
 * Kukanov and Stoikov, "The Price Impact of Order Book Events" (2014), equation 4: what a better or
 * equal bid adds, less what a worse or equal bid took away, and the opposite for the offer.
 */
export const orderFlowOf = (
  before: BestLevel,
  bidPrice: PriceTicks,
  bidQuantity: QuantityLots,
  askPrice: PriceTicks,
  askQuantity: QuantityLots,
): QuantityLots => {
  let flow = 0;
  if (bidPrice >= before.bidPrice) flow += bidQuantity;
  if (bidPrice <= before.bidPrice) flow -= before.bidQuantity;
  if (askPrice <= before.askPrice) flow -= askQuantity;
  if (askPrice >= before.askPrice) flow += before.askQuantity;
  return flow;
};

/**
 * Side of the aggressor of a trade: 1 buy, -1 sell, 0 unknown. Where the venue does not say: above
 * the mid price is a buy, below it a sell; at the mid price, or without one (0), by the tick rule,
 * which compares with the last trade. After Lee and Ready, "Inferring Trade Direction" (1991).
 */
export const tradeSideOf = (
  trade: Trade,
  midHalfTicks: PriceHalfTicks,
  lastPrice: PriceTicks,
  lastSide: -1 | 0 | 1,
): -1 | 0 | 1 => {
  if (trade.aggressorSide === "buy") return 1;
  if (trade.aggressorSide === "sell") return -1;
  const aboveMid = midHalfTicks === 0 ? 0 : Math.sign(2 * trade.priceTicks - midHalfTicks);
  if (aboveMid !== 0) return aboveMid > 0 ? 1 : -1;
  if (lastPrice === 0 || trade.priceTicks === lastPrice) return lastSide;
  return trade.priceTicks > lastPrice ? 1 : -1;
};

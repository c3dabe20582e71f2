// The best bid and offer an actor last saw, from quotes or feature vectors that are not marked.
import type { FeatureVector } from "../../streams/features.ts";
import { featureFlags } from "../../streams/features.ts";
import type { Quote } from "../../streams/market.ts";
import { marketFlags } from "../../streams/market.ts";
import type { PriceHalfTicks, PriceTicks, TimeUs } from "../../streams/units.ts";

/** Best prices in ticks, 0 where that side is empty or not known, and when they were seen. */
export interface BestPrices {
  bidPriceTicks: PriceTicks;
  askPriceTicks: PriceTicks;
  eventTimeUs: TimeUs;
}

/** Marks of a market record that let it decide nothing. */
export const marketMarks = marketFlags.suspicious | marketFlags.crossed | marketFlags.gapped;
const vectorMarks = featureFlags.stale | featureFlags.gapped;

/** No prices yet. */
export const noPrices = (): BestPrices => ({ bidPriceTicks: 0, askPriceTicks: 0, eventTimeUs: 0 });

/** Forgets the prices: they belong to another session. */
export const forgetPrices = (best: BestPrices): void => {
  best.bidPriceTicks = 0;
  best.askPriceTicks = 0;
  best.eventTimeUs = 0;
};

/** Takes the prices of a record. Returns false, and changes nothing, where the record is marked. */
export const takePrices = (best: BestPrices, message: Quote | FeatureVector): boolean => {
  const marks = message._tag === "quote" ? marketMarks : vectorMarks;
  if ((message.flags & marks) !== 0) return false;
  if (message.bidPriceTicks > message.askPriceTicks && message.askPriceTicks > 0) return false;
  best.bidPriceTicks = message.bidPriceTicks;
  best.askPriceTicks = message.askPriceTicks;
  best.eventTimeUs = message.eventTimeUs;
  return true;
};

/** Bid + offer: twice the mid price; 0 where a side is missing. */
export const midOf = (best: BestPrices): PriceHalfTicks =>
  best.bidPriceTicks > 0 && best.askPriceTicks > 0 ? best.bidPriceTicks + best.askPriceTicks : 0;

// The feature vector: what a model sees. The list below alone names and orders the features.
import { defineRecord, f32, i64, type RecordOf, u16, u8 } from "./record.ts";

/**
 * Features by name, in the order a model's input has them, with their meaning and unit. A window of
 * W holds the millisecond of now and those before it, W in all (10 ms steps for 300 s). In units of
 * the spread, a spread below the instrument's smallest price step counts as that step. What cannot
 * be told yet is 0.
 */
export const featureComments = {
  spreadBps: "Offer less bid over mid, in basis points",
  micropriceOffset: "Microprice less mid, in basis points: imbalance_1 times half the spread",
  imbalance1: "(bid - offer) / (bid + offer) quantity at the best level: -1 to 1",
  imbalance3: "The same over the best 3 levels",
  imbalance5: "The same over the best 5 levels",
  imbalance10: "The same over the best 10 levels",
  depthRatio5: "ln of the quantity of 5 levels of both sides over its mean of the vectors of 30 s",
  bookSlopeBid5: "Mean distance of the bid quantity of 5 levels from mid, in spreads: 0 to 1000",
  bookSlopeAsk5: "Mean distance of the offer quantity of 5 levels from mid, in spreads: 0 to 1000",
  orderFlow100ms:
    "Order-flow imbalance (Cont, Kukanov, Stoikov 2014) of 100 ms over mean best quantity of 30 s",
  orderFlow1s: "The same of 1 s",
  orderFlow5s: "The same of 5 s",
  orderFlow30s: "The same of 30 s",
  tradeImbalance1s: "Signed over total traded quantity of 1 s: -1 to 1",
  tradeImbalance5s: "The same of 5 s",
  tradeImbalance30s: "The same of 30 s",
  return100ms: "Change of mid over 100 ms, in basis points",
  return1s: "The same over 1 s",
  return5s: "The same over 5 s",
  return30s: "The same over 30 s",
  volatility5s: "Root of the summed squared mid changes of 5 s, in basis points",
  volatility30s: "The same of 30 s",
  volatility300s: "The same of 300 s",
  quoteIntensity1s: "ln(1 + changes of the best level in 1 s)",
  quoteIntensity10s: "ln(1 + changes of the best level in 10 s)",
  tradeIntensity1s: "ln(1 + trades in 1 s)",
  tradeIntensity10s: "ln(1 + trades in 10 s)",
  lastTradeSide:
    "Aggressor of the last trade, told or inferred from mid and tick: 1 buy, -1 sell, 0 unknown",
  lastTradeOffset: "Last trade price less mid, in spreads, clipped to -5 to 5",
  lastMoveSide: "Direction of the last mid move: 1 up, -1 down, 0 none yet",
  sinceMoveSeconds: "ln(1 + seconds since the last mid move)",
  volatilityRatio:
    "volatility_5s over volatility_300s scaled to equal time, clipped to 0 to 10; 0 without moves",
} as const;

/** The name of a feature. */
export type FeatureName = keyof typeof featureComments;
/** Feature names in model input order. */
export const featureNames = Object.keys(featureComments) as readonly FeatureName[];
/** Raised when a feature is added or changes its meaning; a model names the set it learned from. */
export const featureSet = 1;

/** Marks of a feature vector; a bit each. */
export const featureFlags = {
  /** Windows are not filled yet since the start of the session. */
  warming: 1,
  /** The depth is older than the stale limit while quotes go on, or the record came too late. */
  stale: 2,
  /** Records were lost inside a window. */
  gapped: 4,
} as const;

const featureFields = Object.fromEntries(
  featureNames.map((name) => [name, f32(featureComments[name])]),
) as Record<FeatureName, ReturnType<typeof f32>>;

/** What a model sees of one instrument after the record at its position. */
export const featureVector = defineRecord({
  tag: "featureVector",
  table: "features",
  comment: "What a model sees of one instrument at one moment",
  recordId: 6,
  ttlDays: 90,
  fields: {
    set: u16("Version of the feature set"),
    flags: u8("Marks: 1 warming, 2 stale, 4 gapped"),
    bidPriceTicks: i64("Best bid, in ticks"),
    askPriceTicks: i64("Best offer, in ticks"),
    ...featureFields,
  },
});
export type FeatureVector = RecordOf<typeof featureVector>;

// Every code by which risk denies an order: what it means, which limit it is of, and what to do.
import type { DenialReason } from "../../streams/orders.ts";
import type { RiskSetting } from "./limits.ts";

/** What a code tells whoever is denied. */
export interface Denial {
  readonly means: string;
  /** The limit that was passed, where it is one that can be set. */
  readonly limit?: RiskSetting;
  /** Whether an order that only reduces a position passes all the same. */
  readonly reducingPasses: boolean;
  readonly todo: string;
}

const strict = { reducingPasses: false } as const;
const lenient = { reducingPasses: true } as const;

/** The codes, in the order of the check. `none` is no denial. */
export const denials: Readonly<Record<Exclude<DenialReason, "none">, Denial>> = {
  unknownInstrument: {
    ...strict,
    means: "There is no such instrument",
    todo: "Use a symbol of /v1/instruments",
  },
  unknownOrder: {
    ...strict,
    means: "The order that is to be replaced does not work any more, or never did",
    todo: "Look at the order; submit a new one",
  },
  tradingHalted: {
    ...strict,
    means: "Trading of the account is halted: only cancels pass",
    todo: "Find out why it was halted; arm it again with a reason",
  },
  reduceOnly: {
    ...lenient,
    means: "Trading is reducing, and the order could add to a position",
    todo: "Send at most what closes the position, less what works on that side already",
  },
  duplicateClientOrderId: {
    ...strict,
    means: "The client order id was used before",
    todo: "The first order of the id stands; use a new id for a new order",
  },
  orderQuantityLimit: {
    ...strict,
    means: "The quantity is below one lot or above the most of one order",
    limit: "maxOrderQuantityLots",
    todo: "Send less, or in slices by an algorithm",
  },
  openOrdersLimit: {
    ...strict,
    means: "As many orders work as may",
    limit: "maxOpenOrders",
    todo: "Cancel some, or wait until some are done",
  },
  orderRateLimit: {
    ...strict,
    means: "As many orders were sent within a second as may be",
    limit: "maxOrdersPerSecond",
    todo: "Wait a second of event time",
  },
  messageRateLimit: {
    ...strict,
    means: "As many orders, replaces and cancels were sent within a second as may be",
    limit: "maxMessagesPerSecond",
    todo: "Wait a second of event time; cancels always pass",
  },
  dailyLossLimit: {
    ...lenient,
    means: "The account has lost more than it may in one UTC day",
    limit: "maxDailyLoss",
    todo: "Only reduce until the next day, or raise the limit with a reason",
  },
  drawdownLimit: {
    ...lenient,
    means: "The account is further below its highest profit than it may be",
    limit: "maxDrawdown",
    todo: "Only reduce; arming trading again begins from the profit of then",
  },
  noQuote: {
    ...strict,
    means: "There is no price on the other side of the book",
    todo: "Wait for a quote",
  },
  staleQuote: {
    ...strict,
    means: "The newest quote is older than an order may be checked against",
    limit: "maxQuoteAgeMs",
    todo: "Look at the feed of the venue",
  },
  orderNotionalLimit: {
    ...strict,
    means: "The order is worth more than one may be",
    limit: "maxOrderNotional",
    todo: "Send less, or in slices by an algorithm",
  },
  priceCollar: {
    ...strict,
    means: "The limit lies further beyond the best opposite price than it may",
    limit: "collarBps",
    todo: "Price the order nearer to the book",
  },
  selfTrade: {
    ...strict,
    means: "The order would meet a working order of the same account",
    limit: "preventSelfTrade",
    todo: "Cancel the other one first, or price this one away from it",
  },
  positionLimit: {
    ...lenient,
    means:
      "With every working order filled, the position in the instrument is worth more than it may be",
    limit: "maxPositionNotional",
    todo: "Send less, or cancel what works on that side",
  },
  grossExposureLimit: {
    ...lenient,
    means:
      "With every working order filled, all positions together are worth more than they may be",
    limit: "maxGrossExposure",
    todo: "Reduce a position first",
  },
  netExposureLimit: {
    ...lenient,
    means: "With every working order of the side filled, the account leans further than it may",
    limit: "maxNetExposure",
    todo: "Reduce, or trade the other way elsewhere",
  },
  concentrationLimit: {
    ...lenient,
    means: "The position in the instrument would be a larger share of equity than it may be",
    limit: "maxConcentration",
    todo: "Send less",
  },
  leverageLimit: {
    ...lenient,
    means: "All positions together would be more times equity than they may be",
    limit: "maxLeverage",
    todo: "Reduce a position first",
  },
};

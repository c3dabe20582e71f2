// The limits of the risk check, as settings: in currency, so that one default suits them all.
import type { Setting } from "../actor.ts";

/**
 * The limits. Amounts are in the currency of the instrument, taken at par where there are several.
 */
export const riskSettings = {
  maxOrderQuantityLots: {
    default: 100_000_000,
    minimum: 1,
    maximum: 1e12,
    comment: "Largest quantity of one order, in lots",
  },
  maxOrderNotional: {
    default: 25_000,
    minimum: 0,
    maximum: 1e9,
    comment: "Largest value of one order at its limit price, in currency",
  },
  collarBps: {
    default: 50,
    minimum: 0,
    maximum: 10_000,
    comment: "How far beyond the best opposite price a limit may lie, in basis points",
  },
  maxPositionNotional: {
    default: 50_000,
    minimum: 0,
    maximum: 1e9,
    comment: "Largest position of the account in one instrument if all orders fill, in currency",
  },
  maxOpenOrders: {
    default: 200,
    minimum: 1,
    maximum: 10_000,
    comment: "Most orders of the account that may work at once",
  },
  maxOrdersPerSecond: {
    default: 50,
    minimum: 1,
    maximum: 1_000,
    comment: "Most orders of the account within one second of event time",
  },
  maxQuoteAgeMs: {
    default: 10_000,
    minimum: 1,
    maximum: 86_400_000,
    comment: "Oldest quote an order may be checked against, in milliseconds of event time",
  },
  maxDailyLoss: {
    default: 25_000,
    minimum: 0,
    maximum: 1e9,
    comment:
      "Most the account may lose in one UTC day of event time, fees and open profit included",
  },
} as const satisfies Readonly<Record<string, Setting>>;

/** A limit's name. */
export type RiskSetting = keyof typeof riskSettings;

/** Client order ids remembered to refuse a second use: a few hours of a busy account. */
export const rememberedOrderIds = 16_384;

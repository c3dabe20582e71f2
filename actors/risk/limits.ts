// The limits of the risk check, as settings: in currency, so that one default suits them all.
import type { Setting } from "../actor.ts";

/** A limit: a setting that can change while trading goes on. */
export interface Limit extends Setting {
  /** What it counts in. */
  readonly unit: "lots" | "currency" | "bps" | "orders" | "ms" | "share" | "times" | "switch";
  /** Whether one instrument may have its own. */
  readonly perInstrument?: true;
}

/** The limits. Amounts are in the currency of the account, taken at par where there are several. */
export const riskSettings = {
  maxOrderQuantityLots: {
    unit: "lots",
    perInstrument: true,
    default: 100_000_000,
    minimum: 1,
    maximum: 1e12,
    comment: "Largest quantity of one order, in lots",
  },
  maxOrderNotional: {
    unit: "currency",
    perInstrument: true,
    default: 25_000,
    minimum: 0,
    maximum: 1e9,
    comment: "Largest value of one order at its limit price, in currency",
  },
  collarBps: {
    unit: "bps",
    perInstrument: true,
    default: 50,
    minimum: 0,
    maximum: 10_000,
    comment: "How far beyond the best opposite price a limit may lie, in basis points",
  },
  maxPositionNotional: {
    unit: "currency",
    perInstrument: true,
    default: 50_000,
    minimum: 0,
    maximum: 1e9,
    comment: "Largest position of the account in one instrument if all orders fill, in currency",
  },
  maxGrossExposure: {
    unit: "currency",
    default: 500_000,
    minimum: 0,
    maximum: 1e12,
    comment: "Largest sum of all positions, long and short alike, if all orders fill, in currency",
  },
  maxNetExposure: {
    unit: "currency",
    default: 500_000,
    minimum: 0,
    maximum: 1e12,
    comment: "Largest sum of all positions, long less short, if all orders of a side fill",
  },
  maxConcentration: {
    unit: "share",
    perInstrument: true,
    default: 1,
    minimum: 0,
    maximum: 1_000,
    comment: "Largest position in one instrument if all orders fill, as a share of equity",
  },
  maxLeverage: {
    unit: "times",
    default: 5,
    minimum: 0,
    maximum: 1_000,
    comment: "Largest gross exposure if all orders fill, in times of equity",
  },
  capital: {
    unit: "currency",
    default: 100_000,
    minimum: 0,
    maximum: 1e12,
    comment: "What the account began with: equity is this and its profit, in currency",
  },
  maxOpenOrders: {
    unit: "orders",
    default: 200,
    minimum: 1,
    maximum: 100_000,
    comment: "Most orders of the account that may work at once",
  },
  maxOrdersPerSecond: {
    unit: "orders",
    default: 50,
    minimum: 1,
    maximum: 20_000,
    comment: "Most orders of the account within one second of event time",
  },
  maxMessagesPerSecond: {
    unit: "orders",
    default: 200,
    minimum: 1,
    maximum: 40_000,
    comment: "Most messages within one second of event time: orders, replaces and cancels",
  },
  maxQuoteAgeMs: {
    unit: "ms",
    perInstrument: true,
    default: 10_000,
    minimum: 1,
    maximum: 86_400_000,
    comment: "Oldest quote an order may be checked against, in milliseconds of event time",
  },
  maxDailyLoss: {
    unit: "currency",
    default: 25_000,
    minimum: 0,
    maximum: 1e9,
    comment:
      "Most the account may lose in one UTC day of event time, fees and open profit included",
  },
  maxDrawdown: {
    unit: "currency",
    default: 50_000,
    minimum: 0,
    maximum: 1e9,
    comment: "Most the account may lose from its highest profit since trading was last armed",
  },
  preventSelfTrade: {
    unit: "switch",
    perInstrument: true,
    default: 1,
    minimum: 0,
    maximum: 1,
    comment: "1 denies an order that would meet a working order of the same account; 0 does not",
  },
} as const satisfies Readonly<Record<string, Limit>>;

/** A limit's name. */
export type RiskSetting = keyof typeof riskSettings;
/** A value for each limit. */
export type Limits = Readonly<Record<RiskSetting, number>>;

/** Client order ids remembered to refuse a second use: a few hours of a busy account. */
export const rememberedOrderIds = 16_384;

// The risk check of one command: every limit in a fixed order, with its use and its bound.
import type { TradingState } from "../../streams/control.ts";
import type { Instrument } from "../../streams/instruments.ts";
import type { DenialReason, OrderCommand } from "../../streams/orders.ts";
import type { PriceTicks, TickLots } from "../../streams/units.ts";
import type { BestPrices } from "../measures/best-prices.ts";
import { type CurrencyMicros, currencyOf } from "../measures/money.ts";
import { type Exposure, ownMet, worstPosition } from "./exposure.ts";
import type { Limits } from "./limits.ts";

/** What all positions are worth at the marks if all orders fill, with the order that is checked. */
export interface Worst {
  /** Long and short alike. */
  readonly grossMicros: CurrencyMicros;
  /** In the direction of the order: above zero where the account leans that way. */
  readonly netMicros: CurrencyMicros;
  /** The instrument of the order alone. */
  readonly ownMicros: CurrencyMicros;
}

/** What a check looks at. */
export interface Situation {
  readonly instrument: Instrument;
  readonly limits: Limits;
  /** `maxOrderNotional` and `maxPositionNotional` in tick·lots of the instrument, exactly. */
  readonly maxOrderTickLots: TickLots;
  readonly maxPositionTickLots: TickLots;
  readonly tradingState: TradingState;
  /** Whether the command closes a position because all are to be closed. */
  readonly flattens: boolean;
  readonly exposure: Exposure;
  readonly best: BestPrices;
  readonly openOrders: number;
  /** Orders approved within the second before, and all messages. */
  readonly ordersInSecond: number;
  readonly messagesInSecond: number;
  readonly quoteAgeMs: number;
  /** Loss of the day and since the highest profit, in currency; below zero for a profit. */
  readonly dailyLoss: number;
  readonly drawdown: number;
  /** Capital and profit. */
  readonly equityMicros: CurrencyMicros;
  readonly worst: () => Worst;
  /** Whether the client order id was used before. */
  readonly known: boolean;
  /** What the command adds to the working quantity of its side, in lots. */
  readonly addedLots: number;
}

/** What was looked at, and the first limit that was passed. */
export interface Verdict {
  reason: DenialReason;
  readonly checks: string[];
  readonly values: number[];
  readonly limits: number[];
}

/** A verdict before anything was looked at. */
export const noVerdict = (reason: DenialReason = "none"): Verdict => ({
  reason,
  checks: [],
  values: [],
  limits: [],
});

const look = (
  verdict: Verdict,
  name: string,
  use: {
    readonly value: number;
    readonly limit: number;
    readonly passed: boolean;
    readonly reason: DenialReason;
  },
): void => {
  verdict.checks.push(name);
  verdict.values.push(use.value);
  verdict.limits.push(use.limit);
  if (!use.passed && verdict.reason === "none") verdict.reason = use.reason;
};

/** Checks a submit or replace. An order that only reduces passes the loss and position limits. */
export const check = (command: OrderCommand, at: Situation): Verdict => {
  const verdict = noVerdict();
  const reduces = reducing(command, at);
  checkState(verdict, command, { ...at, reduces });
  // No limit of what may be opened keeps a position from being closed, however large it is.
  if (at.flattens) return verdict;
  checkAccount(verdict, command, { ...at, reduces });
  const { bidPriceTicks, askPriceTicks } = at.best;
  const opposite = command.side === "buy" ? askPriceTicks : bidPriceTicks;
  look(verdict, "quote", { value: opposite, limit: 1, passed: opposite >= 1, reason: "noQuote" });
  if (opposite < 1) return verdict;
  const { quoteAgeMs: value, limits: { maxQuoteAgeMs: limit } } = at;
  look(verdict, "quoteAgeMs", { value, limit, passed: value <= limit, reason: "staleQuote" });
  checkPrice(verdict, command, { ...at, opposite, reduces });
  checkExposure(verdict, { ...at, reduces });
  return verdict;
};

type Reducing = Situation & { readonly reduces: boolean };

const checkState = (verdict: Verdict, command: OrderCommand, at: Reducing): void => {
  const { tradingState, flattens, exposure: { positionLots, openBuyLots, openSellLots } } = at;
  const halted = Number(tradingState === "halted" && !flattens);
  look(verdict, "halted", { value: halted, limit: 0, passed: !halted, reason: "tradingHalted" });
  if (tradingState === "reducing" || flattens) {
    const buys = command.side === "buy";
    look(verdict, "reduceOnlyLots", {
      value: (buys ? openBuyLots : openSellLots) + at.addedLots,
      limit: Math.max(0, buys ? -positionLots : positionLots),
      passed: at.reduces,
      reason: "reduceOnly",
    });
  }
};

const checkAccount = (verdict: Verdict, command: OrderCommand, at: Reducing): void => {
  const { limits, reduces } = at;
  const atMost = (name: string, value: number, limit: number, reason: DenialReason): void =>
    look(verdict, name, { value, limit, passed: value <= limit, reason });
  atMost("duplicateClientOrderId", Number(at.known), 0, "duplicateClientOrderId");
  const { quantityLots } = command;
  look(verdict, "orderQuantityLots", {
    value: quantityLots,
    limit: limits.maxOrderQuantityLots,
    passed: quantityLots >= 1 && quantityLots <= limits.maxOrderQuantityLots,
    reason: "orderQuantityLimit",
  });
  atMost("openOrders", at.openOrders, limits.maxOpenOrders, "openOrdersLimit");
  atMost("ordersPerSecond", at.ordersInSecond + 1, limits.maxOrdersPerSecond, "orderRateLimit");
  const messages = at.messagesInSecond + 1;
  atMost("messagesPerSecond", messages, limits.maxMessagesPerSecond, "messageRateLimit");
  look(verdict, "dailyLoss", {
    value: at.dailyLoss,
    limit: limits.maxDailyLoss,
    passed: reduces || at.dailyLoss <= limits.maxDailyLoss,
    reason: "dailyLossLimit",
  });
  look(verdict, "drawdown", {
    value: at.drawdown,
    limit: limits.maxDrawdown,
    passed: reduces || at.drawdown <= limits.maxDrawdown,
    reason: "drawdownLimit",
  });
};

const basisPoints = 10_000;

const checkPrice = (
  verdict: Verdict,
  command: OrderCommand,
  at: Reducing & { readonly opposite: PriceTicks },
): void => {
  const { opposite, limits, instrument } = at;
  const buys = command.side === "buy";
  const { price, reference } = pricesOf(command, opposite);
  // A sell below the bid fills at the bid, so that is what it is worth.
  const worth = buys ? price : Math.max(price, opposite);
  const notional = command.quantityLots * worth;
  look(verdict, "orderNotional", {
    value: currencyOf(notional, instrument),
    limit: limits.maxOrderNotional,
    passed: notional <= at.maxOrderTickLots,
    reason: "orderNotionalLimit",
  });
  const bps = limits.collarBps;
  const beyond = buys ? price - reference : reference - price;
  look(verdict, "priceCollarBps", {
    value: (beyond * basisPoints) / reference,
    limit: bps,
    passed: beyond * basisPoints <= reference * bps,
    reason: "priceCollar",
  });
  if (limits.preventSelfTrade === 1) {
    const met = ownMet(at.exposure, command.side, price);
    look(verdict, "selfTrade", { value: met, limit: 0, passed: met === 0, reason: "selfTrade" });
  }
  const worst = Math.abs(worstPosition(at.exposure, command.side, at.addedLots)) * worth;
  look(verdict, "positionNotional", {
    value: currencyOf(worst, instrument),
    limit: limits.maxPositionNotional,
    passed: at.reduces || worst <= at.maxPositionTickLots,
    reason: "positionLimit",
  });
};

const currency = (micros: CurrencyMicros): number => micros / 1e6;

const checkExposure = (verdict: Verdict, at: Reducing): void => {
  const { limits, reduces, equityMicros } = at;
  const { grossMicros, netMicros, ownMicros } = at.worst();
  look(verdict, "grossExposure", {
    value: currency(grossMicros),
    limit: limits.maxGrossExposure,
    passed: reduces || grossMicros <= microsOfLimit(limits.maxGrossExposure),
    reason: "grossExposureLimit",
  });
  look(verdict, "netExposure", {
    value: currency(netMicros),
    limit: limits.maxNetExposure,
    passed: reduces || netMicros <= microsOfLimit(limits.maxNetExposure),
    reason: "netExposureLimit",
  });
  // Without equity there is nothing that an exposure could be a share of.
  const times = (micros: CurrencyMicros) => equityMicros > 0 ? micros / equityMicros : 0;
  const within = (micros: CurrencyMicros, limit: number) =>
    reduces || (equityMicros > 0 && micros <= equityMicros * limit);
  look(verdict, "concentration", {
    value: times(ownMicros),
    limit: limits.maxConcentration,
    passed: within(ownMicros, limits.maxConcentration),
    reason: "concentrationLimit",
  });
  look(verdict, "leverage", {
    value: times(grossMicros),
    limit: limits.maxLeverage,
    passed: within(grossMicros, limits.maxLeverage),
    reason: "leverageLimit",
  });
};

const microsOfLimit = (amount: number): CurrencyMicros => Math.round(amount * 1e6);

/** The price an order may fill at, and what its collar is measured from: a stop is far from the market. */
const pricesOf = (
  { orderType, priceTicks, stopPriceTicks }: OrderCommand,
  opposite: PriceTicks,
): { readonly price: PriceTicks; readonly reference: PriceTicks } => {
  const trigger = stopPriceTicks === 0 ? opposite : stopPriceTicks;
  switch (orderType) {
    case "limit":
      return { price: priceTicks, reference: opposite };
    case "stopLimit":
      return { price: priceTicks, reference: trigger };
    case "stop":
      return { price: trigger, reference: trigger };
    default:
      return { price: opposite, reference: opposite };
  }
};

/**
 * Whether the command, with all that works on its side, can only bring the position towards zero.
 */
const reducing = (command: OrderCommand, at: Situation): boolean => {
  const { positionLots, openBuyLots, openSellLots } = at.exposure;
  if (command.execInst.includes("reduceOnly")) {
    return command.side === "buy" ? positionLots < 0 : positionLots > 0;
  }
  return command.side === "buy"
    ? positionLots < 0 && openBuyLots + at.addedLots <= -positionLots
    : positionLots > 0 && openSellLots + at.addedLots <= positionLots;
};

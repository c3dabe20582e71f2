// The risk check of one command: every limit in a fixed order, with its use and its bound.
import type { TradingState } from "../../streams/control.ts";
import type { Instrument } from "../../streams/instruments.ts";
import type { DenialReason, OrderCommand } from "../../streams/orders.ts";
import type { PriceTicks, TickLots } from "../../streams/units.ts";
import { currencyOf } from "../measures/money.ts";
import { type Exposure, worstPosition } from "./exposure.ts";
import type { RiskSetting } from "./limits.ts";

/** What a check looks at. */
export interface Situation {
  readonly instrument: Instrument;
  readonly limits: Readonly<Record<RiskSetting, number>>;
  /** `maxOrderNotional` and `maxPositionNotional` in tick·lots of the instrument, exactly. */
  readonly maxOrderTickLots: TickLots;
  readonly maxPositionTickLots: TickLots;
  readonly tradingState: TradingState;
  readonly exposure: Exposure;
  readonly openOrders: number;
  /** Orders approved within the second before. */
  readonly ordersInSecond: number;
  readonly quoteAgeMs: number;
  /** Loss of the day, in currency; below zero for a profit. */
  readonly dailyLoss: number;
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

/** Checks a submit or replace. An order that only reduces passes the loss and position limits. */
export const check = (command: OrderCommand, at: Situation): Verdict => {
  const verdict: Verdict = { reason: "none", checks: [], values: [], limits: [] };
  const look = (
    name: string,
    use: { value: number; limit: number; passed: boolean; reason: DenialReason },
  ): void => {
    verdict.checks.push(name);
    verdict.values.push(use.value);
    verdict.limits.push(use.limit);
    if (!use.passed && verdict.reason === "none") verdict.reason = use.reason;
  };
  const atMost = (name: string, value: number, limit: number, reason: DenialReason): void =>
    look(name, { value, limit, passed: value <= limit, reason });

  const reduces = reducing(command, at);
  checkAccount(command, at, { look, atMost, reduces });
  const { bidPriceTicks, askPriceTicks } = at.exposure.best;
  const opposite = command.side === "buy" ? askPriceTicks : bidPriceTicks;
  look("quote", { value: opposite, limit: 1, passed: opposite >= 1, reason: "noQuote" });
  if (opposite < 1) return verdict;
  atMost("quoteAgeMs", at.quoteAgeMs, at.limits.maxQuoteAgeMs, "staleQuote");
  checkPrice(command, at, { look, opposite, reduces });
  return verdict;
};

type Look = (
  name: string,
  use: { value: number; limit: number; passed: boolean; reason: DenialReason },
) => void;

const checkAccount = (command: OrderCommand, at: Situation, on: {
  readonly look: Look;
  readonly atMost: (name: string, value: number, limit: number, reason: DenialReason) => void;
  readonly reduces: boolean;
}): void => {
  const halted = at.tradingState === "halted";
  on.atMost("halted", Number(halted), 0, "tradingHalted");
  if (at.tradingState === "reducing") {
    const { positionLots, openBuyLots, openSellLots } = at.exposure;
    const buys = command.side === "buy";
    on.look("reduceOnlyLots", {
      value: (buys ? openBuyLots : openSellLots) + at.addedLots,
      limit: Math.max(0, buys ? -positionLots : positionLots),
      passed: on.reduces,
      reason: "reduceOnly",
    });
  }
  on.atMost("duplicateClientOrderId", Number(at.known), 0, "duplicateClientOrderId");
  const { quantityLots } = command;
  on.look("orderQuantityLots", {
    value: quantityLots,
    limit: at.limits.maxOrderQuantityLots,
    passed: quantityLots >= 1 && quantityLots <= at.limits.maxOrderQuantityLots,
    reason: "orderQuantityLimit",
  });
  on.atMost("openOrders", at.openOrders, at.limits.maxOpenOrders, "openOrdersLimit");
  const rate = at.ordersInSecond + 1;
  on.atMost("ordersPerSecond", rate, at.limits.maxOrdersPerSecond, "orderRateLimit");
  on.look("dailyLoss", {
    value: at.dailyLoss,
    limit: at.limits.maxDailyLoss,
    passed: on.reduces || at.dailyLoss <= at.limits.maxDailyLoss,
    reason: "dailyLossLimit",
  });
};

const basisPoints = 10_000;

const checkPrice = (command: OrderCommand, at: Situation, on: {
  readonly look: Look;
  readonly opposite: number;
  readonly reduces: boolean;
}): void => {
  const { opposite } = on;
  const buys = command.side === "buy";
  const { price, reference } = pricesOf(command, opposite);
  // A sell below the bid fills at the bid, so that is what it is worth.
  const worth = buys ? price : Math.max(price, opposite);
  const notional = command.quantityLots * worth;
  on.look("orderNotional", {
    value: currencyOf(notional, at.instrument),
    limit: at.limits.maxOrderNotional,
    passed: notional <= at.maxOrderTickLots,
    reason: "orderNotionalLimit",
  });
  const bps = at.limits.collarBps;
  const beyond = buys ? price - reference : reference - price;
  on.look("priceCollarBps", {
    value: (beyond * basisPoints) / reference,
    limit: bps,
    passed: beyond * basisPoints <= reference * bps,
    reason: "priceCollar",
  });
  const worst = Math.abs(worstPosition(at.exposure, command.side, at.addedLots)) * worth;
  on.look("positionNotional", {
    value: currencyOf(worst, at.instrument),
    limit: at.limits.maxPositionNotional,
    passed: on.reduces || worst <= at.maxPositionTickLots,
    reason: "positionLimit",
  });
};

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

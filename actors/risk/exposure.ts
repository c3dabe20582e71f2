// What the account holds, has working and has earned: what the limits are measured against.
import type { Fill, OrderCommand, OrderEvent } from "../../streams/orders.ts";
import type { PositionRecord } from "../../streams/positions.ts";
import type { Instrument } from "../../streams/instruments.ts";
import type { PriceTicks, QuantityLots } from "../../streams/units.ts";
import { type CurrencyMicros, microsOfHalfTickLots } from "../measures/money.ts";
import { externalStrategy } from "../reconciliation/limits.ts";

/** An approved order that may still fill. */
export interface OpenOrder {
  readonly instrumentId: number;
  readonly side: "buy" | "sell";
  /** Its limit where it can rest and be met; 0 where it cannot. */
  restingTicks: PriceTicks;
  leavesLots: QuantityLots;
  cumLots: QuantityLots;
}

/** One instrument as the limits see it. Quantities in lots, over all strategies. */
export interface Exposure {
  positionLots: QuantityLots;
  openBuyLots: QuantityLots;
  openSellLots: QuantityLots;
  /** Prices at which own buys and sells may rest, and how many at each. */
  readonly ownBids: Map<PriceTicks, number>;
  readonly ownAsks: Map<PriceTicks, number>;
}

/** What the account has earned, in millionths of currency. */
export interface Earnings {
  /** The newest profit of each strategy in each instrument. */
  byHolding: Map<string, CurrencyMicros>;
  totalMicros: CurrencyMicros;
  /** The total when the day began. */
  dayStartMicros: CurrencyMicros;
  /** The highest total since trading was last armed. */
  peakMicros: CurrencyMicros;
}

/** Nothing held, nothing working. */
export const noExposure = (): Exposure => ({
  positionLots: 0,
  openBuyLots: 0,
  openSellLots: 0,
  ownBids: new Map(),
  ownAsks: new Map(),
});

/** Nothing earned. */
export const noEarnings = (): Earnings => ({
  byHolding: new Map(),
  totalMicros: 0,
  dayStartMicros: 0,
  peakMicros: 0,
});

/** Adds to what works on one side. */
export const addOpen = (exposure: Exposure, side: "buy" | "sell", lots: QuantityLots): void => {
  if (side === "buy") exposure.openBuyLots += lots;
  else exposure.openSellLots += lots;
};

/** Moves a filled quantity from what works to what is held. */
export const addFill = (
  exposure: Exposure,
  fill: Fill,
  openOrders: Map<string, OpenOrder>,
): void => {
  exposure.positionLots += fill.side === "buy" ? fill.lastQuantityLots : -fill.lastQuantityLots;
  const order = openOrders.get(fill.clientOrderId);
  if (order === undefined) return;
  order.cumLots = fill.cumQuantityLots;
  setLeaves(exposure, order, fill.leavesQuantityLots);
};

/** Takes over what an event says is left of an order, and forgets a finished one. */
export const addEvent = (
  exposure: Exposure,
  event: OrderEvent,
  openOrders: Map<string, OpenOrder>,
): void => {
  const order = openOrders.get(event.clientOrderId);
  if (order === undefined) return adopt(exposure, event, openOrders);
  switch (event.event) {
    case "filled":
    case "canceled":
    case "expired":
    case "rejected":
      setLeaves(exposure, order, 0);
      openOrders.delete(event.clientOrderId);
      return showResting(exposure, order, -1);
    case "replaced":
      setLeaves(exposure, order, event.leavesQuantityLots);
      if (order.restingTicks === 0) return;
      showResting(exposure, order, -1);
      order.restingTicks = event.priceTicks;
      return showResting(exposure, order, 1);
    case "partiallyFilled":
    case "replaceRejected":
      return setLeaves(exposure, order, event.leavesQuantityLots);
    case "triggered":
    case "denied":
    case "submitted":
    case "accepted":
    case "cancelRejected":
  }
};

/** Counts an order that the venue works and none of ours sent. */
const adopt = (
  exposure: Exposure,
  event: OrderEvent,
  openOrders: Map<string, OpenOrder>,
): void => {
  if (event.strategy !== externalStrategy || event.event !== "accepted") return;
  const adopted = {
    instrumentId: event.instrumentId,
    side: event.side,
    restingTicks: event.priceTicks,
    leavesLots: event.leavesQuantityLots,
    cumLots: event.cumQuantityLots,
  };
  openOrders.set(event.clientOrderId, adopted);
  addOpen(exposure, event.side, event.leavesQuantityLots);
  showResting(exposure, adopted, 1);
};

/** Sets what is left of an open order. */
export const setLeaves = (exposure: Exposure, order: OpenOrder, lots: QuantityLots): void => {
  addOpen(exposure, order.side, lots - order.leavesLots);
  order.leavesLots = lots;
};

/** Shows or takes away the price of an order that may rest. */
export const showResting = (
  { ownBids, ownAsks }: Exposure,
  { side, restingTicks }: OpenOrder,
  by: 1 | -1,
): void => {
  if (restingTicks === 0) return;
  const own = side === "buy" ? ownBids : ownAsks;
  const count = (own.get(restingTicks) ?? 0) + by;
  if (count > 0) own.set(restingTicks, count);
  else own.delete(restingTicks);
};

/** The price of an own order of the other side that a price would meet; 0 where there is none. */
export const ownMet = (
  { ownBids, ownAsks }: Exposure,
  side: OrderCommand["side"],
  priceTicks: PriceTicks,
): PriceTicks => {
  let met = 0;
  for (const own of (side === "buy" ? ownAsks : ownBids).keys()) {
    if (side === "buy" ? own <= priceTicks : own >= priceTicks) met = own;
  }
  return met;
};

/** The position if every working order of one side filled too, with `lots` more. */
export const worstPosition = (
  exposure: Exposure,
  side: OrderCommand["side"],
  lots: QuantityLots,
): QuantityLots =>
  side === "buy"
    ? exposure.positionLots + exposure.openBuyLots + lots
    : exposure.positionLots - exposure.openSellLots - lots;

/** Takes over the profit of one holding. */
export const addPosition = (
  earnings: Earnings,
  record: PositionRecord,
  instrument: Instrument,
): void => {
  const paid = record.feesTickLots + record.fundingTickLots;
  const half = 2 * (record.realizedTickLots - paid) + record.unrealizedHalfTickLots;
  const micros = microsOfHalfTickLots(half, instrument);
  const key = `${record.account}/${record.strategy}/${record.instrumentId}`;
  earnings.totalMicros += micros - (earnings.byHolding.get(key) ?? 0);
  earnings.byHolding.set(key, micros);
  if (earnings.totalMicros > earnings.peakMicros) earnings.peakMicros = earnings.totalMicros;
};

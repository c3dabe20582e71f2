// What the account holds, has working and has earned: what the limits are measured against.
import type { Fill, OrderCommand, OrderEvent } from "../../streams/orders.ts";
import type { PositionRecord } from "../../streams/positions.ts";
import type { Instrument } from "../../streams/instruments.ts";
import type { QuantityLots, TimeUs } from "../../streams/units.ts";
import { type BestPrices, noPrices } from "../measures/best-prices.ts";
import { type CurrencyMicros, microsOfHalfTickLots } from "../measures/money.ts";

/** An approved order that may still fill. */
export interface OpenOrder {
  readonly instrumentId: number;
  readonly side: "buy" | "sell";
  leavesLots: QuantityLots;
  cumLots: QuantityLots;
}

/** One instrument as the limits see it. Quantities in lots, over all strategies. */
export interface Exposure {
  best: BestPrices;
  positionLots: QuantityLots;
  openBuyLots: QuantityLots;
  openSellLots: QuantityLots;
}

/** What the account has earned, in millionths of currency. */
export interface Earnings {
  /** The newest profit of each strategy in each instrument. */
  byHolding: Map<string, CurrencyMicros>;
  totalMicros: CurrencyMicros;
  /** The total when the day began. */
  dayStartMicros: CurrencyMicros;
  /** When the UTC day of event time ends; 0 before the first. */
  dayEndUs: TimeUs;
}

/** Nothing held, nothing working. */
export const noExposure = (): Exposure => ({
  best: noPrices(),
  positionLots: 0,
  openBuyLots: 0,
  openSellLots: 0,
});

/** Nothing earned. */
export const noEarnings = (): Earnings => ({
  byHolding: new Map(),
  totalMicros: 0,
  dayStartMicros: 0,
  dayEndUs: 0,
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
  if (order === undefined) return;
  switch (event.event) {
    case "filled":
    case "canceled":
    case "expired":
    case "rejected":
      setLeaves(exposure, order, 0);
      openOrders.delete(event.clientOrderId);
      return;
    case "partiallyFilled":
    case "replaced":
    case "replaceRejected":
      return setLeaves(exposure, order, event.leavesQuantityLots);
    case "denied":
    case "submitted":
    case "accepted":
    case "cancelRejected":
  }
};

/** Sets what is left of an open order. */
export const setLeaves = (exposure: Exposure, order: OpenOrder, lots: QuantityLots): void => {
  addOpen(exposure, order.side, lots - order.leavesLots);
  order.leavesLots = lots;
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
  const half = 2 * (record.realizedTickLots - record.feesTickLots) + record.unrealizedHalfTickLots;
  const micros = microsOfHalfTickLots(half, instrument);
  const key = `${record.account}/${record.strategy}/${record.instrumentId}`;
  earnings.totalMicros += micros - (earnings.byHolding.get(key) ?? 0);
  earnings.byHolding.set(key, micros);
};

const dayUs = 86_400_000_000;

/** Begins a new day where event time has passed midnight, UTC. */
export const turnDay = (earnings: Earnings, nowUs: TimeUs): void => {
  if (nowUs < earnings.dayEndUs) return;
  earnings.dayEndUs = (Math.floor(nowUs / dayUs) + 1) * dayUs;
  earnings.dayStartMicros = earnings.totalMicros;
};

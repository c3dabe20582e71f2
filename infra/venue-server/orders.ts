// Orders of a local exchange, as its wire formats need them.
import type { Fill, OrderCommand, OrderEvent } from "../../streams/orders.ts";

/** What the wire asks for. */
export interface OrderRequest {
  readonly instrumentId: number;
  readonly clientOrderId: string;
  readonly side: "buy" | "sell";
  readonly orderType: OrderCommand["orderType"];
  readonly timeInForce: OrderCommand["timeInForce"];
  readonly quantityLots: number;
  readonly priceTicks: number;
  readonly stopPriceTicks?: number;
  readonly execInst?: readonly string[];
}

/** One execution. */
export interface ServedFill {
  readonly tradeId: number;
  readonly priceTicks: number;
  readonly quantityLots: number;
  readonly feeTickLots: number;
  readonly liquidity: "maker" | "taker";
  readonly timeMs: number;
}

/** Where an order stands. */
export type ServedStatus =
  | "pending"
  | "new"
  | "partiallyFilled"
  | "filled"
  | "canceled"
  | "rejected"
  | "expired";

/** An order of a local exchange. */
export interface ServedOrder {
  readonly venueOrderId: number;
  /** What the matching calls it. */
  readonly key: string;
  readonly clientOrderId: string;
  readonly instrumentId: number;
  readonly side: "buy" | "sell";
  readonly orderType: OrderCommand["orderType"];
  readonly timeInForce: OrderCommand["timeInForce"];
  readonly terms: Partial<OrderCommand>;
  readonly createdMs: number;
  quantityLots: number;
  priceTicks: number;
  cumLots: number;
  updatedMs: number;
  status: ServedStatus;
  reason: string;
  readonly fills: ServedFill[];
  readonly isWorking: () => boolean;
}

/** A new order, before the matching has said anything. */
export const newServedOrder = (
  request: OrderRequest,
  venueOrderId: number,
  nowMs: number,
): ServedOrder => {
  const order: ServedOrder = {
    venueOrderId,
    key: `o${venueOrderId}`,
    clientOrderId: request.clientOrderId === "" ? `x-${venueOrderId}` : request.clientOrderId,
    instrumentId: request.instrumentId,
    side: request.side,
    orderType: request.orderType,
    timeInForce: request.timeInForce,
    terms: {
      orderType: request.orderType,
      timeInForce: request.timeInForce,
      stopPriceTicks: request.stopPriceTicks ?? 0,
      execInst: request.execInst ?? [],
    },
    createdMs: nowMs,
    quantityLots: request.quantityLots,
    priceTicks: request.priceTicks,
    cumLots: 0,
    updatedMs: nowMs,
    status: "pending",
    reason: "",
    fills: [],
    isWorking: () => ["pending", "new", "partiallyFilled"].includes(order.status),
  };
  return order;
};

/** Takes an event over. Returns whether the order has changed. */
export const takeEvent = (order: ServedOrder, event: OrderEvent): boolean => {
  order.updatedMs = Math.floor(event.eventTimeUs / 1000);
  order.reason = event.reason;
  switch (event.event) {
    case "accepted":
      if (order.status === "pending") order.status = "new";
      return true;
    case "canceled":
    case "expired":
    case "rejected":
      order.status = event.event;
      return true;
    // Fills tell of themselves, and a cancel that came too late leaves the order as it is.
    default:
      return event.event === "cancelRejected";
  }
};

/** The fill of a record, under a number of the venue. */
export const fillOf = (record: Fill, tradeId: number): ServedFill => ({
  tradeId,
  priceTicks: record.lastPriceTicks,
  quantityLots: record.lastQuantityLots,
  feeTickLots: record.feeTickLots,
  liquidity: record.liquidity,
  timeMs: Math.floor(record.eventTimeUs / 1000),
});

/** The mean price of what was filled, in ticks; 0 where nothing was. */
export const meanTicks = (order: ServedOrder): number =>
  order.cumLots === 0 ? 0 : valueTickLots(order) / order.cumLots;

/** The value of what was filled, in tick·lots. */
export const valueTickLots = (order: ServedOrder): number =>
  order.fills.reduce((sum, one) => sum + one.priceTicks * one.quantityLots, 0);

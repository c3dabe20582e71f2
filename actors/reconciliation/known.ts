// What we know of our orders, fills and positions: the side that is compared with the venue's.
import type { Fill, OrderCommand, OrderEvent } from "../../streams/orders.ts";
import type { PriceTicks, QuantityLots, TimeUs } from "../../streams/units.ts";
import { maxEndedOrders, maxKnownTrades } from "./limits.ts";

/** An order as we know it. */
export interface KnownOrder {
  readonly instrumentId: number;
  readonly account: string;
  readonly strategy: string;
  readonly clientOrderId: string;
  readonly side: "buy" | "sell";
  readonly signalId: string;
  readonly orderPosition: number;
  readonly sentUs: TimeUs;
  venueOrderId: string;
  /** `sent` until the venue has said anything of it. */
  status: "sent" | "working" | "ended";
  quantityLots: QuantityLots;
  priceTicks: PriceTicks;
  cumLots: QuantityLots;
  /** Of them those that were inferred, and are not explained by a fill yet. */
  inferredLots: QuantityLots;
  /** How often in a row the venue said that it does not know it. */
  forgotten: number;
  /** When it was last asked for by id; 0 where it never was. */
  askedUs: TimeUs;
  /** How it ended at the venue, until the fills before that are known. */
  ending: { readonly event: OrderEvent["event"]; readonly reason: string } | undefined;
}

/** Our side. */
export interface Known {
  orders: Map<string, KnownOrder>;
  /** Ids of ended orders, the oldest first. */
  ended: string[];
  byVenueId: Map<string, string>;
  /** Trade ids by account and instrument, the oldest first. */
  trades: Set<string>;
  /** Lots by account and instrument. */
  positions: Map<string, QuantityLots>;
}

/** Nothing is known yet. */
export const nothingKnown = (): Known => ({
  orders: new Map(),
  ended: [],
  byVenueId: new Map(),
  trades: new Set(),
  positions: new Map(),
});

/** Names an execution. */
export const tradeKey = (account: string, instrumentId: number, tradeId: string): string =>
  `${account}/${instrumentId}/${tradeId}`;

/** Names a position. */
export const positionKey = (account: string, instrumentId: number): string =>
  `${account}/${instrumentId}`;

const plain = { cumLots: 0, inferredLots: 0, forgotten: 0, askedUs: 0, ending: undefined } as const;

/** An order that goes to the venue. */
export const send = (known: Known, command: OrderCommand): void => {
  if (known.orders.has(command.clientOrderId)) return;
  known.orders.set(command.clientOrderId, {
    instrumentId: command.instrumentId,
    account: command.account,
    strategy: command.strategy,
    clientOrderId: command.clientOrderId,
    side: command.side,
    signalId: command.signalId,
    orderPosition: command.position,
    sentUs: command.eventTimeUs,
    venueOrderId: "",
    status: "sent",
    quantityLots: command.quantityLots,
    priceTicks: command.priceTicks,
    ...plain,
  });
};

/** An order of somebody else that counts as ours from now on. */
export const adopt = (
  known: Known,
  order: Omit<KnownOrder, keyof typeof plain | "signalId" | "orderPosition" | "status">,
): KnownOrder => {
  const adopted = {
    ...order,
    signalId: "",
    orderPosition: 0,
    status: "working",
    ...plain,
  } as const;
  known.orders.set(order.clientOrderId, adopted);
  if (order.venueOrderId !== "") known.byVenueId.set(order.venueOrderId, order.clientOrderId);
  return adopted;
};

const endings = new Set<OrderEvent["event"]>([
  "denied",
  "filled",
  "canceled",
  "expired",
  "rejected",
]);

/** Takes over an event, of the venue or one that reconciliation added. */
export const takeEvent = (
  known: Known,
  event: OrderEvent | Omit<OrderEvent, "position" | "outputIndex">,
): void => {
  const order = known.orders.get(event.clientOrderId);
  if (order === undefined || event.event === "submitted") return;
  if (event.venueOrderId !== "" && event.venueOrderId !== order.venueOrderId) {
    order.venueOrderId = event.venueOrderId;
    known.byVenueId.set(event.venueOrderId, order.clientOrderId);
  }
  if (event.event === "cancelRejected" || event.event === "replaceRejected") return;
  if (order.status === "ended") return;
  order.forgotten = 0;
  order.cumLots = Math.max(order.cumLots, event.cumQuantityLots);
  if (event.event === "replaced") {
    order.quantityLots = event.quantityLots;
    order.priceTicks = event.priceTicks;
  }
  if (!endings.has(event.event)) order.status = "working";
  else end(known, order);
};

const end = (known: Known, order: KnownOrder): void => {
  order.status = "ended";
  order.ending = undefined;
  known.ended.push(order.clientOrderId);
  if (known.ended.length <= maxEndedOrders) return;
  const oldest = known.ended.shift()!;
  const gone = known.orders.get(oldest);
  known.orders.delete(oldest);
  if (gone !== undefined) known.byVenueId.delete(gone.venueOrderId);
};

/** Takes over a fill; false where its trade was known. */
export const takeFill = (known: Known, fill: Omit<Fill, "position" | "outputIndex">): boolean => {
  const { account, instrumentId, tradeId } = fill;
  const key = tradeKey(account, instrumentId, tradeId);
  if (known.trades.has(key)) return false;
  known.trades.add(key);
  if (known.trades.size > maxKnownTrades) known.trades.delete(known.trades.values().next().value!);
  const place = positionKey(account, instrumentId);
  const signed = fill.side === "buy" ? fill.lastQuantityLots : -fill.lastQuantityLots;
  known.positions.set(place, (known.positions.get(place) ?? 0) + signed);
  const order = known.orders.get(fill.clientOrderId);
  if (order !== undefined) {
    order.cumLots = Math.max(order.cumLots, fill.cumQuantityLots);
    if (order.status === "sent") order.status = "working";
  }
  return true;
};

/** The order that a report is about; undefined where it is none of ours. */
export const orderOf = (
  known: Known,
  { clientOrderId, venueOrderId }: {
    readonly clientOrderId: string;
    readonly venueOrderId: string;
  },
): KnownOrder | undefined =>
  known.orders.get(clientOrderId) ??
    (venueOrderId === "" ? undefined : known.orders.get(known.byVenueId.get(venueOrderId) ?? ""));

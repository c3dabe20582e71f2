// What reconciliation says: corrections, and the events and fills they consist of.
import type { Fill, OrderEvent } from "../../streams/orders.ts";
import type { Unstamped } from "../../streams/record.ts";
import type {
  Correction,
  FillReport,
  OrderStatusReport,
  ReportOrigin,
} from "../../streams/reports.ts";
import type { TimeUs } from "../../streams/units.ts";
import type { Emit } from "../actor.ts";
import { type Known, type KnownOrder, takeEvent, takeFill } from "./known.ts";
import { type SituationName, situations } from "./situations.ts";

/** Emits whatever reconciliation may emit. */
export type Say = Emit<
  "correction" | "orderEvent" | "fill" | "reportRequest" | "orderCommand"
>;

/** Where a difference was seen. */
export interface Seen {
  readonly known: Known;
  readonly say: Say;
  readonly nowUs: TimeUs;
  readonly settings: Readonly<Record<string, number>>;
}

/** What a correction is about. */
export interface About {
  readonly instrumentId: number;
  readonly account: string;
  readonly venue: string;
  readonly requestId: string;
  readonly origin: ReportOrigin;
  readonly clientOrderId?: string;
  readonly venueOrderId?: string;
  readonly tradeId?: string;
}

/** Records a difference and what is done about it. */
export const correct = (
  { say, nowUs }: Seen,
  situation: SituationName,
  about: About,
  differ: { readonly ours: string; readonly theirs: string },
): void => {
  const { action, about: what, does } = situations[situation];
  const correction: Unstamped<Correction> = {
    _tag: "correction",
    instrumentId: about.instrumentId,
    eventTimeUs: nowUs,
    account: about.account,
    venue: about.venue,
    requestId: about.requestId,
    origin: about.origin,
    action,
    situation,
    clientOrderId: about.clientOrderId ?? "",
    venueOrderId: about.venueOrderId ?? "",
    tradeId: about.tradeId ?? "",
    ...differ,
    reason: `${what}. ${does}`,
  };
  say(correction);
};

/** Adds an event to an order of ours. */
export const addEvent = (
  { known, say, nowUs }: Seen,
  order: KnownOrder,
  what: { readonly event: OrderEvent["event"]; readonly reason: string },
): void => {
  const over = ["filled", "canceled", "expired", "rejected"].includes(what.event);
  const event: Unstamped<OrderEvent> = {
    _tag: "orderEvent",
    instrumentId: order.instrumentId,
    eventTimeUs: nowUs,
    account: order.account,
    strategy: order.strategy,
    clientOrderId: order.clientOrderId,
    venueOrderId: order.venueOrderId,
    event: what.event,
    side: order.side,
    quantityLots: order.quantityLots,
    priceTicks: order.priceTicks,
    cumQuantityLots: order.cumLots,
    leavesQuantityLots: over ? 0 : order.quantityLots - order.cumLots,
    reason: what.reason,
  };
  say(event);
  takeEvent(known, event);
};

/** Adds a fill to an order of ours, and the event it makes where the order has not ended. */
export const addFill = (
  seen: Seen,
  order: KnownOrder,
  report: Pick<
    FillReport,
    | ("venue" | "tradeId" | "venueOrderId" | "eventTimeUs" | "side")
    | ("lastPriceTicks" | "lastQuantityLots" | "liquidity" | "feeTickLots")
  >,
): void => {
  const { known, say } = seen;
  const cum = order.cumLots + report.lastQuantityLots;
  const ended = order.status === "ended";
  const fill: Unstamped<Fill> = {
    _tag: "fill",
    instrumentId: order.instrumentId,
    eventTimeUs: report.eventTimeUs,
    fillId: `${report.venue}/${order.instrumentId}/${report.tradeId}`,
    account: order.account,
    strategy: order.strategy,
    clientOrderId: order.clientOrderId,
    venueOrderId: report.venueOrderId,
    tradeId: report.tradeId,
    signalId: order.signalId,
    side: report.side,
    lastPriceTicks: report.lastPriceTicks,
    lastQuantityLots: report.lastQuantityLots,
    cumQuantityLots: cum,
    leavesQuantityLots: ended ? 0 : order.quantityLots - cum,
    liquidity: report.liquidity,
    feeTickLots: report.feeTickLots,
    orderEventTimeUs: order.sentUs,
    orderPosition: order.orderPosition,
  };
  say(fill);
  takeFill(known, fill);
  if (ended) return;
  const event = cum === order.quantityLots ? "filled" : "partiallyFilled";
  addEvent(seen, order, { event, reason: "" });
};

/** An order in a few words. */
export const wordsOf = (order: KnownOrder): string =>
  `${order.status}, ${order.cumLots} of ${order.quantityLots} filled at ${order.priceTicks}`;

/** What a report says in a few words. */
export const saidOf = (report: OrderStatusReport): string =>
  `${report.status}, ${report.cumQuantityLots} of ${report.quantityLots} filled at ${report.priceTicks}`;

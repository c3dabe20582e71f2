// What the simulated venue tells: events and fills, held back until their time has come.
import type { Fill, OrderCommand, OrderEvent } from "../../../streams/orders.ts";
import type { Unstamped } from "../../../streams/record.ts";
import type { ReportedStatus } from "../../../streams/reports.ts";
import type { PriceTicks, QuantityLots, TimeUs } from "../../../streams/units.ts";
import type { Emit, Message } from "../../actor.ts";
import { feeOf } from "../../measures/money.ts";
import { fillsTold, maxEnded } from "./settings.ts";

/** An order at the venue. */
export interface VenueOrder {
  readonly command: OrderCommand;
  readonly venueOrderId: string;
  quantityLots: QuantityLots;
  priceTicks: PriceTicks;
  cumLots: QuantityLots;
  /** What rests before it at its price, in lots; -1 where a quote has not shown it yet. */
  aheadLots: QuantityLots;
  /** What triggers it; moves where it trails. 0 where nothing does. */
  stopTicks: PriceTicks;
  /** Whether it waits for its price or its parent, and is not in the book. */
  waits: boolean;
}

/** What the venue tells: what happens to orders, and answers. */
export type Told =
  | ("orderEvent" | "fill")
  | ("orderStatusReport" | "fillReport" | "positionReport" | "reportEnd");

/** A report on its way to us. */
export interface Report {
  readonly dueUs: TimeUs;
  readonly record: Unstamped<Message<Told>>;
}

/** The reports of one instrument. */
export interface Reports {
  readonly responseUs: number;
  readonly makerPpm: number;
  readonly takerPpm: number;
  /** In order of time; from `next` on still to be told. */
  queue: Report[];
  /** Ordinals of fills at one position, which make their ids. */
  fillPosition: number;
  fills: number;
  /** What each account holds here, in lots: what a reduce-only order may take away. */
  readonly positions: Map<string, QuantityLots>;
  /** Orders that were filled or ended, of which their lists and children have not heard yet. */
  readonly changed: VenueOrder[];
  /** The newest fills, the oldest first, for those who ask. */
  readonly told: Unstamped<Fill>[];
  /** How orders ended, by client order id, for those who ask; the oldest goes first. */
  readonly endings: Map<string, { readonly order: VenueOrder; readonly status: ReportedStatus }>;
}

/** No reports yet. */
export const newReports = (settings: Readonly<Record<string, number>>): Reports => ({
  responseUs: settings["responseLatencyMs"]! * 1000,
  makerPpm: Math.round(settings["makerFeeBps"]! * 100),
  takerPpm: Math.round(settings["takerFeeBps"]! * 100),
  queue: [],
  fillPosition: -1,
  fills: 0,
  positions: new Map(),
  changed: [],
  told: [],
  endings: new Map(),
});

/** Lots of an order that are still to be filled. */
export const leavesOf = (order: VenueOrder): QuantityLots => order.quantityLots - order.cumLots;

/** Lots of an order that may be filled now: a reduce-only order never adds to a position. */
export const fillable = (reports: Reports, order: VenueOrder): QuantityLots => {
  const { side, account, execInst } = order.command;
  if (execInst.length === 0 || !execInst.includes("reduceOnly")) return leavesOf(order);
  const held = reports.positions.get(account) ?? 0;
  return Math.min(leavesOf(order), Math.max(0, side === "buy" ? -held : held));
};

/** Whether an order ends with an event. */
const ends = new Set<OrderEvent["event"]>(["canceled", "expired", "rejected", "filled"]);

/** Reports that something happened to an order, at a time. */
export const reportEvent = (
  reports: Reports,
  order: VenueOrder,
  what: { readonly event: OrderEvent["event"]; readonly atUs: TimeUs; readonly reason?: string },
): void => {
  const { command } = order;
  const over = ends.has(what.event);
  if (over) {
    reports.changed.push(order);
    keepEnding(reports, order, what.event as ReportedStatus);
  }
  pushReport(reports, what.atUs, {
    _tag: "orderEvent",
    instrumentId: command.instrumentId,
    eventTimeUs: what.atUs,
    account: command.account,
    strategy: command.strategy,
    clientOrderId: command.clientOrderId,
    venueOrderId: order.venueOrderId,
    event: what.event,
    side: command.side,
    quantityLots: order.quantityLots,
    priceTicks: order.priceTicks,
    cumQuantityLots: order.cumLots,
    leavesQuantityLots: over ? 0 : leavesOf(order),
    reason: what.reason ?? "",
  });
};

/** Keeps how an order ended; a refusal of a second order of one id says nothing of the first. */
const keepEnding = (reports: Reports, order: VenueOrder, status: ReportedStatus): void => {
  const { endings } = reports;
  const { clientOrderId } = order.command;
  if (status === "rejected" && endings.has(clientOrderId)) return;
  endings.set(clientOrderId, { order, status });
  if (endings.size > maxEnded) endings.delete(endings.keys().next().value!);
};

/** Fills a part of an order and reports it: the fill first, then what it makes of the order. */
export const reportFill = (reports: Reports, order: VenueOrder, execution: {
  readonly priceTicks: PriceTicks;
  readonly quantityLots: QuantityLots;
  readonly liquidity: "maker" | "taker";
  readonly atUs: TimeUs;
  /** Position of the record at which it happened. */
  readonly position: number;
}): void => {
  const { command } = order;
  const { priceTicks, quantityLots, liquidity, atUs, position } = execution;
  order.cumLots += quantityLots;
  const held = reports.positions.get(command.account) ?? 0;
  const signed = command.side === "buy" ? quantityLots : -quantityLots;
  reports.positions.set(command.account, held + signed);
  if (leavesOf(order) > 0) reports.changed.push(order);
  if (reports.fillPosition !== position) {
    reports.fillPosition = position;
    reports.fills = 0;
  }
  const name = `${command.instrumentId}/${position}/${reports.fills++}`;
  const fill: Unstamped<Fill> = {
    _tag: "fill",
    instrumentId: command.instrumentId,
    eventTimeUs: atUs,
    fillId: `sim/${name}`,
    account: command.account,
    strategy: command.strategy,
    clientOrderId: command.clientOrderId,
    venueOrderId: order.venueOrderId,
    tradeId: `sim-${name.replaceAll("/", "-")}`,
    signalId: command.signalId,
    side: command.side,
    lastPriceTicks: priceTicks,
    lastQuantityLots: quantityLots,
    cumQuantityLots: order.cumLots,
    leavesQuantityLots: leavesOf(order),
    liquidity,
    feeTickLots: feeOf(
      priceTicks * quantityLots,
      liquidity === "maker" ? reports.makerPpm : reports.takerPpm,
    ),
    orderEventTimeUs: command.eventTimeUs,
    orderPosition: command.position,
  };
  pushReport(reports, atUs, fill);
  reports.told.push(fill);
  if (reports.told.length > 2 * fillsTold) reports.told.splice(0, fillsTold);
  reportEvent(reports, order, {
    event: leavesOf(order) === 0 ? "filled" : "partiallyFilled",
    atUs,
  });
};

/** Puts a report on its way, behind what was told before. */
export const pushReport = (reports: Reports, atUs: TimeUs, record: Report["record"]): void => {
  reports.queue.push({ dueUs: atUs + reports.responseUs, record });
};

/** Tells what is due by a time, in the order it happened. */
export const tellDue = (
  reports: Reports,
  nowUs: TimeUs,
  emit: Emit<Told>,
): void => {
  let told = 0;
  while (told < reports.queue.length && reports.queue[told]!.dueUs <= nowUs) {
    emit(reports.queue[told++]!.record);
  }
  if (told > 0) reports.queue.splice(0, told);
};

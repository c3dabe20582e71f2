// What became of each order: one state machine, fed by commands and events.
import type { Control } from "../streams/control.ts";
import { type OrderCommand, type OrderEvent, plainOrder } from "../streams/orders.ts";
import type { PriceTicks, QuantityLots } from "../streams/units.ts";
import type { Actor, Emit } from "./actor.ts";
import { externalStrategy } from "./reconciliation/limits.ts";

/**
 * Where an order stands (FIX 39). `requested` is before risk, `submitted` on its way to the venue.
 */
export type OrderStatus =
  | "requested"
  | "denied"
  | "submitted"
  | "accepted"
  | "partiallyFilled"
  | "filled"
  | "canceled"
  | "expired"
  | "rejected";

/** An order as we know it. Quantities in lots, the price in ticks. */
export interface Order {
  readonly clientOrderId: string;
  readonly account: string;
  readonly strategy: string;
  readonly side: "buy" | "sell";
  readonly status: OrderStatus;
  readonly quantityLots: QuantityLots;
  readonly priceTicks: PriceTicks;
  readonly cumQuantityLots: QuantityLots;
  readonly leavesQuantityLots: QuantityLots;
  readonly venueOrderId: string;
}

/** What a cancel needs to know of an order. */
const cancelOf = (order: Order, { instrumentId, eventTimeUs, reason }: Control) => ({
  _tag: "orderCommand" as const,
  instrumentId,
  eventTimeUs,
  account: order.account,
  strategy: order.strategy,
  clientOrderId: order.clientOrderId,
  stage: "requested" as const,
  command: "cancel" as const,
  side: order.side,
  orderType: "limit" as const,
  timeInForce: "day" as const,
  quantityLots: order.leavesQuantityLots,
  priceTicks: 0,
  signalId: "",
  reason: `Trading is halted: ${reason}`,
  ...plainOrder,
});

/** An event that cannot follow on the status of its order, or whose quantities do not add up. */
export interface IllegalTransition {
  readonly illegal: string;
}

type EventName = OrderEvent["event"];
type Step = OrderStatus | "same";

const working: Partial<Record<EventName, Step>> = {
  partiallyFilled: "partiallyFilled",
  filled: "filled",
  canceled: "canceled",
  expired: "expired",
  replaced: "same",
  cancelRejected: "same",
  replaceRejected: "same",
  triggered: "same",
};
// A cancel or replace may cross the event that finished the order, so its refusal may come after.
const finished: Partial<Record<EventName, Step>> = {
  cancelRejected: "same",
  replaceRejected: "same",
};

/** Which event may follow on which status, and what it leads to. Everything absent is illegal. */
export const transitions: Readonly<
  Record<OrderStatus, Readonly<Partial<Record<EventName, Step>>>>
> = {
  requested: { denied: "denied", submitted: "submitted" },
  submitted: {
    accepted: "accepted",
    rejected: "rejected",
    partiallyFilled: "partiallyFilled",
    filled: "filled",
    canceled: "canceled",
    expired: "expired",
    cancelRejected: "same",
    replaceRejected: "same",
  },
  accepted: working,
  partiallyFilled: working,
  filled: finished,
  canceled: finished,
  expired: finished,
  denied: {},
  rejected: finished,
};

/** Whether nothing more will happen to an order of this status. */
export const isFinished = (status: OrderStatus): boolean =>
  status !== "requested" && status !== "submitted" && transitions[status] !== working;

/** The order after an event, or why the event cannot be. Changes nothing. */
export const transition = (order: Order, event: OrderEvent): Order | IllegalTransition => {
  const step = transitions[order.status][event.event];
  if (step === undefined) return { illegal: `"${event.event}" after "${order.status}"` };
  const status = step === "same" ? order.status : step;
  if (event.event === "cancelRejected" || event.event === "replaceRejected") return order;
  const wrong = wrongQuantities(order, event);
  if (wrong !== undefined) return { illegal: wrong };
  return {
    ...order,
    status,
    quantityLots: event.quantityLots,
    priceTicks: event.priceTicks,
    cumQuantityLots: event.cumQuantityLots,
    leavesQuantityLots: event.leavesQuantityLots,
    venueOrderId: event.venueOrderId === "" ? order.venueOrderId : event.venueOrderId,
  };
};

const wrongQuantities = (order: Order, event: OrderEvent): string | undefined => {
  const { quantityLots, cumQuantityLots: cum, leavesQuantityLots: leaves } = event;
  if (cum < order.cumQuantityLots) return `filled quantity falls to ${cum}`;
  if (cum > quantityLots) return `${cum} lots filled of ${quantityLots}`;
  if (event.event !== "replaced" && quantityLots !== order.quantityLots) {
    return `quantity changes to ${quantityLots} without a replace`;
  }
  const after = transitions[order.status][event.event];
  const expected = after !== undefined && after !== "same" && isFinished(after)
    ? 0
    : quantityLots - cum;
  if (leaves !== expected) return `${leaves} lots left where ${expected} are`;
  if (event.event === "filled" && cum !== quantityLots) return `filled with ${cum} lots done`;
  return undefined;
};

/** Finished orders kept per instrument, so that late events still find theirs. */
export const finishedOrdersKept = 256;

/** The orders of one instrument by client order id, and what did not fit. */
export interface OrdersState {
  readonly instrumentId: number;
  orders: Map<string, Order>;
  finished: string[];
  /** Events that were illegal or belonged to no known order, so far. */
  refusedEvents: number;
  lastRefused: string;
}

/**
 * Keeps every working order and the last finished ones; tells when an order leaves for its venue. Where
 * trading is halted, it cancels what works.
 */
export const orders: Actor<
  OrdersState,
  "orderCommand" | "orderEvent" | "control",
  "orderEvent" | "orderCommand"
> = {
  name: "orders",
  key: "instrument",
  receives: ["orderCommand", "orderEvent", "control"],
  emits: ["orderEvent", "orderCommand"],
  initial: (_, instrumentId) => ({
    instrumentId,
    orders: new Map(),
    finished: [],
    refusedEvents: 0,
    lastRefused: "",
  }),
  receive: (state, message, emit) => {
    if (message._tag === "control") return stop(state, message, emit);
    if (message._tag === "orderEvent") return take(state, message);
    if (message.command !== "submit") return;
    if (message.stage === "requested") open(state, message);
    else emit(submitted(message));
  },
};

const stop = (state: OrdersState, control: Control, emit: Emit<"orderCommand">): void => {
  if (control.control !== "tradingState" || control.value !== "halted") return;
  for (const order of state.orders.values()) {
    if (isFinished(order.status) || (control.name !== "" && control.name !== order.account)) {
      continue;
    }
    emit(cancelOf(order, { ...control, instrumentId: state.instrumentId }));
  }
};

const open = (state: OrdersState, command: OrderCommand): void => {
  // Risk denies the second order of one id; the first one lives on.
  if (state.orders.has(command.clientOrderId)) return;
  state.orders.set(command.clientOrderId, {
    clientOrderId: command.clientOrderId,
    account: command.account,
    strategy: command.strategy,
    side: command.side,
    status: "requested",
    quantityLots: command.quantityLots,
    priceTicks: command.priceTicks,
    cumQuantityLots: 0,
    leavesQuantityLots: command.quantityLots,
    venueOrderId: "",
  });
};

const take = (state: OrdersState, event: OrderEvent): void => {
  const before = state.orders.get(event.clientOrderId);
  if (before === undefined && event.strategy === externalStrategy && event.event === "accepted") {
    return adopt(state, event);
  }
  const after = before === undefined
    ? { illegal: `unknown order, "${event.event}"` }
    : transition(before, event);
  if ("illegal" in after) {
    state.refusedEvents++;
    state.lastRefused = `${event.clientOrderId}: ${after.illegal}`;
    return;
  }
  state.orders.set(after.clientOrderId, after);
  if (!isFinished(after.status) || isFinished(before!.status)) return;
  state.finished.push(after.clientOrderId);
  if (state.finished.length > finishedOrdersKept) state.orders.delete(state.finished.shift()!);
};

/** Takes over an order that the venue works and none of ours sent. */
const adopt = (state: OrdersState, event: OrderEvent): void => {
  const { clientOrderId, account, strategy, side, venueOrderId } = event;
  const { quantityLots, priceTicks, cumQuantityLots, leavesQuantityLots } = event;
  const identity = { clientOrderId, account, strategy, side, venueOrderId };
  const amounts = { quantityLots, priceTicks, cumQuantityLots, leavesQuantityLots };
  state.orders.set(clientOrderId, { ...identity, ...amounts, status: "accepted" });
};

const submitted = (command: OrderCommand) => ({
  _tag: "orderEvent" as const,
  instrumentId: command.instrumentId,
  eventTimeUs: command.eventTimeUs,
  account: command.account,
  strategy: command.strategy,
  clientOrderId: command.clientOrderId,
  venueOrderId: "",
  event: "submitted" as const,
  side: command.side,
  quantityLots: command.quantityLots,
  priceTicks: command.priceTicks,
  cumQuantityLots: 0,
  leavesQuantityLots: command.quantityLots,
  reason: "",
});

// Orders: the submit command, the newest event and the fills of each, as one answer.
import type { Effect } from "effect";
import { textFromSteps, textFromTimeUs } from "../streams/units.ts";
import type { StoreError, StoreShape } from "../streams/transport/clickhouse.ts";
import type { Place } from "./parameters.ts";
import { type Presenter, textFromHalfSteps } from "./present.ts";
import type { CancelRejectAnswer, OrderAnswer } from "./protocol.ts";
import { queryText } from "./queries.ts";
import type { RowFilter } from "./rows.ts";

/** The words of the API for what happened to an order last. */
export const orderStatuses: Readonly<Record<string, string>> = {
  "": "pending_new",
  submitted: "pending_new",
  accepted: "new",
  partiallyFilled: "partially_filled",
  filled: "filled",
  canceled: "canceled",
  expired: "expired",
  rejected: "rejected",
  denied: "denied",
  replaced: "replaced",
  triggered: "new",
};

/** The words of the API for the types and instructions of an order. */
export const apiWord = (word: string): string =>
  word.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** What became of the newest request to cancel or replace an order: one of `requestEvents`, or "". */
export interface RequestOutcome {
  readonly request_event: string;
  readonly request_reason: string;
  readonly request_position: number;
  readonly request_us: number;
}

/** What an answer is made of: the columns of queries/orders.sql. */
export interface OrderRow extends RequestOutcome {
  readonly position: number;
  readonly output_index: number;
  readonly instrument_id: number;
  readonly created_us: number;
  readonly updated_us: number;
  readonly client_order_id: string;
  readonly venue_order_id: string;
  readonly account: string;
  readonly strategy: string;
  readonly side: "buy" | "sell";
  readonly order_type: string;
  readonly time_in_force: string;
  readonly quantity_lots: number;
  readonly price_ticks: number;
  readonly stop_price_ticks: number;
  readonly trail_ticks: number;
  readonly exec_inst: readonly string[];
  readonly order_list_id: string;
  readonly parent_order_id: string;
  /** Algorithm order it is a slice of. */
  readonly algorithm_order_id: string;
  /** Algorithm that works it; a plain order has none. */
  readonly algorithm?: string;
  readonly cum_quantity_lots: number;
  /** Sums over the fills. */
  readonly filled_lots: number;
  readonly filled_tick_lots: number;
  readonly signal_id: string;
  readonly reason: string;
  readonly reject_reason: string;
  readonly event: string;
  readonly events: number;
}

/** Which orders are asked for. */
export interface OrderFilter extends RowFilter {
  readonly strategy?: string | undefined;
  readonly clientOrderId?: string | undefined;
  /** As orders stood before this place. */
  readonly asOf?: Place | undefined;
}

/** A page of orders, newest first. */
export const ordersOf = (
  store: StoreShape,
  filter: OrderFilter,
): Effect.Effect<OrderRow[], StoreError> =>
  store.query<OrderRow>(queryText("orders"), {
    position: filter.before?.position ?? Number.MAX_SAFE_INTEGER,
    index: filter.before?.outputIndex ?? 0,
    instrument: filter.instrumentId ?? 0,
    strategy: filter.strategy ?? "",
    order: filter.clientOrderId ?? "",
    accounts: filter.owner?.accounts ?? [],
    strategies: filter.owner?.strategies ?? [],
    asOfPosition: filter.asOf?.position ?? Number.MAX_SAFE_INTEGER,
    asOfIndex: filter.asOf?.outputIndex ?? 0,
    limit: filter.limit,
  });

/** Events that answer a request to cancel or replace, or make it needless. */
export const requestEvents: ReadonlySet<string> = new Set(
  ["canceled", "cancelRejected", "replaced", "replaceRejected"],
);

/** An order of which nothing was asked. */
export const noRequest: RequestOutcome = {
  request_event: "",
  request_reason: "",
  request_position: 0,
  request_us: 0,
};

const cancelReject = (row: OrderRow): CancelRejectAnswer | null => {
  const { request_event: event } = row;
  if (event !== "cancelRejected" && event !== "replaceRejected") return null;
  return {
    request: event === "cancelRejected" ? "cancel" : "replace",
    reason: row.request_reason,
    t: textFromTimeUs(row.request_us),
    position: row.request_position,
  };
};

/** An order as it is told. */
export const orderAnswer = (presenter: Presenter, row: OrderRow): OrderAnswer => {
  const { name, tick, lot } = presenter.instrument(row.instrument_id);
  return {
    client_order_id: row.client_order_id,
    venue_order_id: row.venue_order_id,
    symbol: name,
    account: row.account,
    strategy_id: row.strategy,
    side: row.side,
    type: apiWord(row.order_type),
    time_in_force: row.time_in_force,
    qty: textFromSteps(row.quantity_lots, lot),
    limit_price: row.price_ticks === 0 ? null : textFromSteps(row.price_ticks, tick),
    stop_price: row.stop_price_ticks === 0 ? null : textFromSteps(row.stop_price_ticks, tick),
    trail: row.trail_ticks === 0 ? null : textFromSteps(row.trail_ticks, tick),
    exec_inst: row.exec_inst.map(apiWord),
    order_list_id: row.order_list_id,
    parent_order_id: row.parent_order_id,
    algorithm: row.algorithm ?? "",
    algorithm_order_id: row.algorithm_order_id,
    status: orderStatuses[row.event] ?? row.event,
    filled_qty: textFromSteps(row.cum_quantity_lots, lot),
    filled_avg_price: row.filled_lots === 0
      ? null
      : textFromHalfSteps(Math.round(2 * row.filled_tick_lots / row.filled_lots), tick),
    reject_reason: row.reject_reason,
    cancel_reject: cancelReject(row),
    reason: row.reason,
    signal_id: row.signal_id,
    created_at: textFromTimeUs(row.created_us),
    updated_at: textFromTimeUs(row.events === 0 ? row.created_us : row.updated_us),
    position: row.position,
  };
};

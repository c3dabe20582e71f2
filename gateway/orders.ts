// Orders: the submit command and the newest event of each, as one answer. From the store, and live.
import { Effect } from "effect";
import type { OrderCommand, OrderEvent } from "../streams/orders.ts";
import { textFromSteps, textFromTimeUs } from "../streams/units.ts";
import type { StoreError, StoreShape } from "../streams/transport/clickhouse.ts";
import type { Presenter } from "./present.ts";
import type { OrderAnswer } from "./protocol.ts";
import { queryText } from "./queries.ts";
import type { RowFilter } from "./rows.ts";

/** The words of the API for what happened to an order last. */
const statuses: Readonly<Record<string, string>> = {
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
};

interface OrderRow {
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
  readonly cum_quantity_lots: number;
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
}

/** A page of orders, with where the last one stands. */
export const ordersOf = (
  store: StoreShape,
  presenter: Presenter,
  filter: OrderFilter,
): Effect.Effect<{ answer: OrderAnswer; position: number; outputIndex: number }[], StoreError> =>
  store.query<OrderRow>(queryText("orders"), {
    position: filter.before?.position ?? Number.MAX_SAFE_INTEGER,
    index: filter.before?.outputIndex ?? 0,
    instrument: filter.instrumentId ?? 0,
    strategy: filter.strategy ?? "",
    order: filter.clientOrderId ?? "",
    limit: filter.limit,
  }).pipe(
    Effect.map((rows) =>
      rows.map((row) => ({
        answer: answerOf(presenter, row),
        position: row.position,
        outputIndex: row.output_index,
      }))
    ),
  );

const answerOf = (presenter: Presenter, row: OrderRow): OrderAnswer => {
  const { name, tick, lot } = presenter.instrument(row.instrument_id);
  return {
    client_order_id: row.client_order_id,
    venue_order_id: row.venue_order_id,
    symbol: name,
    account: row.account,
    strategy_id: row.strategy,
    side: row.side,
    type: row.order_type,
    time_in_force: row.time_in_force,
    qty: textFromSteps(row.quantity_lots, lot),
    limit_price: row.price_ticks === 0 ? null : textFromSteps(row.price_ticks, tick),
    status: statuses[row.event] ?? row.event,
    filled_qty: textFromSteps(row.cum_quantity_lots, lot),
    reject_reason: row.reject_reason,
    reason: row.reason,
    signal_id: row.signal_id,
    created_at: textFromTimeUs(row.created_us),
    updated_at: textFromTimeUs(row.events === 0 ? row.created_us : row.updated_us),
    position: row.position,
  };
};

/** Orders as their commands and events come by; the newest `most` are kept. */
export class LiveOrders {
  private readonly orders = new Map<string, OrderAnswer>();
  private readonly presenter: () => Presenter;
  private readonly most: number;

  constructor(presenter: () => Presenter, most: number) {
    this.presenter = presenter;
    this.most = most;
  }

  /** Begins with what the store knows, oldest first. */
  seed(orders: readonly OrderAnswer[]): void {
    for (const order of orders) this.keep(order);
  }

  /** A submit command makes an order. */
  onCommand(command: OrderCommand): OrderAnswer | undefined {
    if (command.command !== "submit" || command.stage !== "requested") return undefined;
    return this.keep(answerOf(this.presenter(), {
      position: command.position,
      output_index: command.outputIndex,
      instrument_id: command.instrumentId,
      created_us: command.eventTimeUs,
      updated_us: command.eventTimeUs,
      client_order_id: command.clientOrderId,
      venue_order_id: "",
      account: command.account,
      strategy: command.strategy,
      side: command.side,
      order_type: command.orderType,
      time_in_force: command.timeInForce,
      quantity_lots: command.quantityLots,
      price_ticks: command.priceTicks,
      cum_quantity_lots: 0,
      signal_id: command.signalId,
      reason: command.reason,
      reject_reason: "",
      event: "",
      events: 0,
    }));
  }

  /** An event changes one. */
  onEvent(event: OrderEvent): OrderAnswer | undefined {
    const order = this.orders.get(event.clientOrderId);
    const status = statuses[event.event];
    if (order === undefined || status === undefined) return undefined;
    const { lot } = this.presenter().instrument(event.instrumentId);
    return this.keep({
      ...order,
      status,
      venue_order_id: event.venueOrderId || order.venue_order_id,
      filled_qty: textFromSteps(event.cumQuantityLots, lot),
      reject_reason: event.reason,
      updated_at: textFromTimeUs(event.eventTimeUs),
    });
  }

  private keep(order: OrderAnswer): OrderAnswer {
    this.orders.set(order.client_order_id, order);
    if (this.orders.size > this.most) this.orders.delete(this.orders.keys().next().value!);
    return order;
  }
}

// Orders as their commands, events and fills come by: what each looks like after every one of them.
import type { Fill, OrderCommand, OrderEvent } from "../streams/orders.ts";
import { owns } from "./access/principal.ts";
import { isAfter } from "./live/places.ts";
import {
  noRequest,
  orderAnswer,
  type OrderFilter,
  type OrderRow,
  orderStatuses,
  requestEvents,
  type RequestOutcome,
} from "./orders.ts";
import type { Presenter } from "./present.ts";
import type { OrderAnswer } from "./protocol.ts";

/** Events after which nothing happens to an order any more. */
const ended = new Set(["filled", "canceled", "expired", "rejected", "denied"]);

/** Whether risk or the venue has said something of it. */
export const isSettled = ({ event }: OrderRow): boolean => event !== "" && event !== "submitted";

/** What an event says of the newest request to cancel or replace, if it says anything of it. */
const requestOf = (event: OrderEvent): RequestOutcome | undefined =>
  requestEvents.has(event.event)
    ? {
      request_event: event.event,
      request_reason: event.reason,
      request_position: event.position,
      request_us: event.eventTimeUs,
    }
    : undefined;

/** Keeps the newest `most` orders. */
export class LiveOrders {
  private readonly watchers = new Set<() => void>();
  private readonly orders = new Map<string, OrderRow>();
  private readonly presenter: () => Presenter;
  private readonly most: number;
  /** Orders that still work, by account; "" is every account. They may be older than what is kept. */
  private readonly workingOf = new Map<string, Set<string>>();
  /** Whether its stream was read up to its end, whether some of it went by unseen, and whether there never were other orders. */
  private readonly known = { now: false, gapped: false, whole: false };

  constructor(presenter: () => Presenter, most: number) {
    this.presenter = presenter;
    this.most = most;
  }

  /** Begins with what the store knows, oldest first: the newest, as many as are kept, or all there are. */
  seed(orders: readonly OrderRow[]): void {
    for (const order of orders) this.keep(order);
    this.known.whole = orders.length < this.most;
  }

  /** Whether the stream has been read up to where it ended at the start: before that the store knows more. */
  caughtUp(is: boolean): void {
    this.known.now = is;
  }

  /** Messages of the stream went by unseen: the store knows better from now on. */
  missed(): void {
    this.known.gapped = true;
  }

  /** The newest orders that a filter lets through, newest first; undefined where only the store knows all. */
  newest(filter: OrderFilter): readonly OrderRow[] | undefined {
    if (!this.known.now || this.known.gapped) return undefined;
    const { before, instrumentId, owner, strategy, clientOrderId, limit } = filter;
    const one = clientOrderId === undefined ? undefined : this.orders.get(clientOrderId);
    const candidates = one === undefined ? [...this.orders.values()].reverse() : [one];
    const found: OrderRow[] = [];
    for (const row of candidates) {
      if (found.length === limit) break;
      const place = { position: row.position, outputIndex: row.output_index };
      if (
        (before === undefined || isAfter(before, place)) &&
        (instrumentId === undefined || row.instrument_id === instrumentId) &&
        (owner === undefined || owns(owner, row)) &&
        (strategy === undefined || row.strategy === strategy) &&
        (clientOrderId === undefined || row.client_order_id === clientOrderId)
      ) found.push(row);
    }
    const all = this.known.whole || one !== undefined || found.length === limit;
    return all ? found : undefined;
  }

  /** What a record makes of its order, where that tells something. */
  on(record: OrderCommand | OrderEvent | Fill): OrderAnswer | undefined {
    switch (record._tag) {
      case "orderCommand":
        return this.onCommand(record);
      case "orderEvent":
        return this.onEvent(record);
      case "fill":
        return this.onFill(record);
    }
  }

  /** A submit command makes an order; another command tells nothing yet. */
  onCommand(command: OrderCommand): OrderAnswer | undefined {
    const known = this.orders.get(command.clientOrderId);
    if (command.command === "replace" && command.stage === "approved" && known !== undefined) {
      // Its event tells of price and quantity; of a new stop only the command does.
      if (command.stopPriceTicks === 0) return undefined;
      return this.keep({ ...known, stop_price_ticks: command.stopPriceTicks });
    }
    if (command.command !== "submit" || command.stage !== "requested") return undefined;
    if (this.orders.has(command.clientOrderId)) return undefined;
    return this.keep({
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
      stop_price_ticks: command.stopPriceTicks,
      trail_ticks: command.trailTicks,
      exec_inst: command.execInst,
      order_list_id: command.orderListId,
      parent_order_id: command.parentOrderId,
      algorithm_order_id: command.algorithmOrderId,
      cum_quantity_lots: 0,
      filled_lots: 0,
      filled_tick_lots: 0,
      signal_id: command.signalId,
      reason: command.reason,
      reject_reason: "",
      event: "",
      events: 0,
      ...noRequest,
    });
  }

  /** An event changes an order; one of an order that is no longer kept, or that it knows, tells nothing. */
  onEvent(event: OrderEvent): OrderAnswer | undefined {
    const order = this.orders.get(event.clientOrderId);
    if (order === undefined) this.note(event.clientOrderId, event);
    if (order === undefined) return undefined;
    const request = requestOf(event);
    // A refusal leaves the order as it is, also one that has ended.
    if (orderStatuses[event.event] === undefined) {
      return request === undefined ? undefined : this.keep({ ...order, ...request });
    }
    if (ended.has(order.event)) return undefined;
    return this.keep({
      ...order,
      ...request,
      event: event.event,
      events: order.events + 1,
      venue_order_id: event.venueOrderId || order.venue_order_id,
      cum_quantity_lots: Math.max(event.cumQuantityLots, order.cum_quantity_lots),
      reject_reason: event.reason,
      ...(event.event === "replaced"
        ? { quantity_lots: event.quantityLots, price_ticks: event.priceTicks }
        : {}),
      updated_us: Math.max(event.eventTimeUs, order.events === 0 ? 0 : order.updated_us),
    });
  }

  /** A fill moves the mean price of an order. */
  onFill(fill: Fill): OrderAnswer | undefined {
    const order = this.orders.get(fill.clientOrderId);
    // A fill that the store's sums hold already fills no more than they say.
    if (order === undefined || fill.cumQuantityLots <= order.filled_lots) return undefined;
    return this.keep({
      ...order,
      filled_lots: fill.cumQuantityLots,
      filled_tick_lots: order.filled_tick_lots + fill.lastPriceTicks * fill.lastQuantityLots,
    });
  }

  /** The orders that are kept, oldest first. */
  all(): readonly OrderRow[] {
    return [...this.orders.values()];
  }

  /** An order that is kept. */
  find(clientOrderId: string): OrderRow | undefined {
    return this.orders.get(clientOrderId);
  }

  /** How many orders of an account still work; of every account where it is "". */
  working(account: string): number {
    return this.workingOf.get(account)?.size ?? 0;
  }

  /** Waits until no order of an account works, at most for some milliseconds. */
  untilIdle(account: string, timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      if (this.working(account) === 0) return resolve();
      const end = () => {
        clearTimeout(timer);
        this.watchers.delete(look);
        resolve();
      };
      const look = () => void (this.working(account) === 0 && end());
      const timer = setTimeout(end, timeoutMs);
      this.watchers.add(look);
    });
  }

  /** Waits until risk and venue have said what becomes of an order, at most for some milliseconds. */
  settled(clientOrderId: string, timeoutMs: number): Promise<OrderRow | undefined> {
    return new Promise((resolve) => {
      const found = () => {
        const order = this.orders.get(clientOrderId);
        return order !== undefined && isSettled(order) ? order : undefined;
      };
      const now = found();
      if (now !== undefined) return resolve(now);
      const end = () => {
        clearTimeout(timer);
        this.watchers.delete(look);
        resolve(this.orders.get(clientOrderId));
      };
      const look = () => void (found() !== undefined && end());
      const timer = setTimeout(end, timeoutMs);
      this.watchers.add(look);
    });
  }

  private keep(order: OrderRow): OrderAnswer {
    this.orders.set(order.client_order_id, order);
    if (this.orders.size > this.most) {
      this.orders.delete(this.orders.keys().next().value!);
      this.known.whole = false;
    }
    this.note(order.client_order_id, order);
    return orderAnswer(this.presenter(), order);
  }

  /** Notes whether an order works, also one that is no longer kept: an end is the end of either. */
  private note(id: string, { account, event }: Pick<OrderRow, "account" | "event">): void {
    for (const name of ["", account]) {
      let working = this.workingOf.get(name);
      if (working === undefined) this.workingOf.set(name, working = new Set());
      if (ended.has(event)) working.delete(id);
      else if (this.orders.has(id)) working.add(id);
    }
    for (const look of this.watchers) look();
  }
}

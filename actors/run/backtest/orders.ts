// The orders of one instrument as columns: what we know of each, and what the venue knows.
import { maxWorkingOrders } from "./limits.ts";

/** What is asked of the venue. */
export const request = { none: 0, submit: 1, cancel: 2, replace: 3 } as const;

/** What became of an order or a request. */
export const status = {
  sent: 0,
  working: 1,
  partiallyFilled: 2,
  filled: 3,
  canceled: 4,
  expired: 5,
  /** A request came too late or was refused unseen. */
  refused: 6,
  /** The venue did not take the order. */
  rejected: 7,
} as const;

/** Side of an order: the sign of the position it makes. */
export const sides = { buy: 1, sell: -1 } as const;
/** How an order is worked. Post-only expires where it would cross. */
export const orderKinds = { gtc: 0, postOnly: 1, ioc: 2, fok: 3, market: 4 } as const;

/** Whether an order is over. */
export const isOver = (one: number): boolean =>
  one === status.filled || one === status.canceled || one === status.expired ||
  one === status.rejected;

/** Columns by slot. A slot is used again once its order is over and no message speaks of it. */
export class Orders {
  readonly side = new Int8Array(maxWorkingOrders);
  readonly kind = new Uint8Array(maxWorkingOrders);
  /** Ordinal of the order within its instrument, which names it in the result. */
  readonly number = new Float64Array(maxWorkingOrders);
  readonly sentUs = new Float64Array(maxWorkingOrders);
  readonly requestedUs = new Float64Array(maxWorkingOrders);
  readonly decisionMidHalfTicks = new Float64Array(maxWorkingOrders);
  readonly firstLots = new Float64Array(maxWorkingOrders);
  readonly cumLots = new Float64Array(maxWorkingOrders);
  /** As we know it. */
  readonly status = new Uint8Array(maxWorkingOrders);
  readonly request = new Uint8Array(maxWorkingOrders);
  readonly priceTicks = new Int32Array(maxWorkingOrders);
  readonly leavesLots = new Float64Array(maxWorkingOrders);
  /** As the venue knows it. */
  readonly venueResting = new Uint8Array(maxWorkingOrders);
  readonly venuePriceTicks = new Int32Array(maxWorkingOrders);
  readonly venueLeavesLots = new Float64Array(maxWorkingOrders);
  readonly aheadLots = new Float64Array(maxWorkingOrders);
  readonly tradedLots = new Float64Array(maxWorkingOrders);
  /** Messages under way that speak of the order. */
  readonly underWay = new Int32Array(maxWorkingOrders);
  /** Slots of the orders that are not over as far as we know, in the order they were sent. */
  readonly working = new Int32Array(maxWorkingOrders);
  workingCount = 0;
  sent = 0;
  private readonly free = Int32Array.from(
    { length: maxWorkingOrders },
    (_, index) => maxWorkingOrders - 1 - index,
  );
  private freeCount = maxWorkingOrders;

  /** Takes a slot for a new order; -1 where all are in use. */
  take(): number {
    if (this.freeCount === 0) return -1;
    const order = this.free[--this.freeCount]!;
    this.working[this.workingCount++] = order;
    this.number[order] = ++this.sent;
    this.cumLots[order] = 0;
    this.venueResting[order] = 0;
    this.underWay[order] = 0;
    this.status[order] = status.sent;
    this.request[order] = request.none;
    return order;
  }

  /** Takes an order that is over out of the working ones. */
  end(order: number): void {
    const { working } = this;
    const at = working.indexOf(order);
    if (at < 0 || at >= this.workingCount) return;
    working.copyWithin(at, at + 1, this.workingCount--);
  }

  /** Counts a message as arrived, and frees the slot where it was the last of an order that is over. */
  arrived(order: number): void {
    this.underWay[order]!--;
    if (this.underWay[order] !== 0 || !isOver(this.status[order]!)) return;
    this.free[this.freeCount++] = order;
  }
}

/** Orders of one side that rest at the venue, best price first, then by time. */
export class RestingSide {
  readonly orders = new Int32Array(maxWorkingOrders);
  count = 0;
  /** Highest and lowest price at which one rests; no others need looking at. */
  highTicks = 0;
  lowTicks = 0;
  private readonly sign: number;
  private readonly prices: Int32Array;

  constructor(sign: 1 | -1, prices: Int32Array) {
    this.sign = sign;
    this.prices = prices;
  }

  /** Adds an order behind those at its price. */
  add(order: number): void {
    const { orders, prices, sign } = this;
    let at = this.count;
    while (at > 0 && sign * prices[orders[at - 1]!]! < sign * prices[order]!) at--;
    orders.copyWithin(at + 1, at, this.count++);
    orders[at] = order;
    this.measure();
  }

  /** Takes an order away. */
  remove(order: number): void {
    const at = this.orders.indexOf(order);
    this.orders.copyWithin(at, at + 1, this.count--);
    this.measure();
  }

  private measure(): void {
    const { orders, prices, count } = this;
    const best = count > 0 ? prices[orders[0]!]! : 0;
    const worst = count > 0 ? prices[orders[count - 1]!]! : 0;
    this.highTicks = Math.max(best, worst);
    this.lowTicks = Math.min(best, worst);
  }
}

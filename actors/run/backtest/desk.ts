// What a strategy of the backtest engine sees of one instrument, and what it can do.
import type { PriceHalfTicks, PriceTicks, QuantityLots, TimeUs } from "../../../streams/units.ts";
import type { Book } from "./book.ts";
import type { Lane } from "./lane.ts";
import { orderKinds } from "./orders.ts";

/** An instrument as it is known here and now: the feed's latency ago. */
export class Desk {
  private readonly lane: Lane;

  constructor(lane: Lane) {
    this.lane = lane;
  }

  get nowUs(): TimeUs {
    return this.lane.nowUs;
  }

  get book(): Book {
    return this.lane.book;
  }

  /** Bid + offer in ticks; 0 where a side is empty. */
  get midHalfTicks(): PriceHalfTicks {
    return this.lane.book.midHalfTicks();
  }

  /** The smallest step of an order's price, in ticks. */
  get incrementTicks(): PriceTicks {
    return this.lane.incrementTicks;
  }

  /** Signed; below zero is short. */
  get positionLots(): number {
    return this.lane.positionLots;
  }

  /** Answers heard so far: while it stays, nothing has become of any order. */
  get heard(): number {
    return this.lane.heard;
  }

  /** How many orders are not over as far as we know. */
  get workingCount(): number {
    return this.lane.orders.workingCount;
  }

  /** The slot of a working order, 0 to `workingCount` - 1, oldest first. */
  working(index: number): number {
    return this.lane.orders.working[index]!;
  }

  /** Side of an order: 1 buys, -1 sells. */
  side(order: number): number {
    return this.lane.orders.side[order]!;
  }

  /** Limit price of an order. */
  priceTicks(order: number): PriceTicks {
    return this.lane.orders.priceTicks[order]!;
  }

  /** Whether a request of ours about the order has no answer yet. */
  asked(order: number): boolean {
    return this.lane.orders.request[order] !== 0;
  }

  /** Rests at a price, or takes what crosses. The order's slot, or -1 where too many work. */
  limit(side: 1 | -1, priceTicks: PriceTicks, lots: QuantityLots): number {
    return this.lane.submit(side, orderKinds.gtc, priceTicks, lots);
  }

  /** Rests at a price; expires where it would cross. */
  postOnly(side: 1 | -1, priceTicks: PriceTicks, lots: QuantityLots): number {
    return this.lane.submit(side, orderKinds.postOnly, priceTicks, lots);
  }

  /** Takes up to a price now, and expires. */
  take(side: 1 | -1, priceTicks: PriceTicks, lots: QuantityLots): number {
    return this.lane.submit(side, orderKinds.ioc, priceTicks, lots);
  }

  /** Takes whatever the price. */
  market(side: 1 | -1, lots: QuantityLots): number {
    return this.lane.submit(side, orderKinds.market, 0, lots);
  }

  /** Asks to cancel; false where the order is over or something is asked of it already. */
  cancel(order: number): boolean {
    return this.lane.cancel(order);
  }

  /** Asks for another price and leaves; false as for `cancel`. */
  replace(order: number, priceTicks: PriceTicks, lots: QuantityLots): boolean {
    return this.lane.replace(order, priceTicks, lots);
  }
}

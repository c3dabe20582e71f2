// One instrument of a backtest: market data at the venue and at us, orders on their way there and back.
import type { TimeUs } from "../../../streams/units.ts";
import { latencyState, type LatencyTriples } from "../../venues/latencies/latency-model.ts";
import { applyRow, Book } from "./book.ts";
import { Bus, field } from "./bus.ts";
import type { Feed } from "./feed.ts";
import { isOver, Orders, request, status } from "./orders.ts";
import { type Executed, Venue, type VenueModels } from "./venue.ts";

/** What the venue of a lane is made of, each model from its roster, with its settings. */
export interface LaneModels extends Omit<VenueModels, "latencyState" | "incrementTicks"> {
  /** The smallest step of an order's price, in ticks; 1 where it is not told. */
  readonly incrementTicks?: number;
  readonly latencySettings?: Readonly<Record<string, number>>;
  readonly latencyTriples?: LatencyTriples;
}

/** Told when we hear that an order is over. */
export type Ended = (order: number, atUs: TimeUs) => void;

/**
 * Four slots, each with the time of what comes next in it: market data at us, answers to us, market
 * data at the venue, requests at the venue. The earliest goes first, and at one time in that order.
 */
export class Lane {
  readonly feed: Feed;
  readonly orders = new Orders();
  /** The market as we know it. */
  readonly book = new Book();
  readonly venue: Venue;
  readonly incrementTicks: number;
  nowUs: TimeUs = 0;
  /** Signed; below zero is short. As we know it. */
  positionLots = 0;
  /** Received less paid for fills, in tick·lots, without fees. */
  cashTickLots = 0;
  /** Paid, less rebates, in tick·lots. */
  feeTickLots = 0;
  /** Answers that reached us. */
  heard = 0;
  /** Rows of market data that reached us. */
  events = 0;
  private readonly toVenue = new Bus();
  private readonly toUs = new Bus();
  private readonly models: VenueModels;
  private readonly ended: Ended;

  constructor(feed: Feed, models: LaneModels, told: { executed: Executed; ended: Ended }) {
    const { latencySettings: settings, latencyTriples: triples } = models;
    const latency = latencyState(models.latency, {
      ...(settings === undefined ? {} : { settings }),
      ...(triples === undefined ? {} : { triples }),
    });
    this.feed = feed;
    this.incrementTicks = models.incrementTicks ?? 1;
    this.models = { ...models, latencyState: latency, incrementTicks: this.incrementTicks };
    this.venue = new Venue(this.orders, this.models, this.toUs, told.executed);
    this.ended = told.ended;
  }

  /** When the first row happens; infinity where there is none. Rows must have been read. */
  startUs(): TimeUs {
    const { count, localTimeUs, venueTimeUs, venueRow } = this.feed;
    return count > 0 ? Math.min(localTimeUs[0]!, venueTimeUs[venueRow[0]!]!) : Infinity;
  }

  /** When something happens next, at us or at the venue; 0 where rows must be read to know. */
  dueUs(): TimeUs {
    const { feed, toUs, toVenue } = this;
    const { localAt, venueAt, count } = feed;
    if (!feed.whole() && (localAt >= feed.readable() || venueAt >= feed.readable())) return 0;
    const localUs = localAt < count ? feed.localTimeUs[localAt]! : Infinity;
    const venueUs = venueAt < count ? feed.venueTimeUs[feed.venueRow[venueAt]!]! : Infinity;
    return Math.min(localUs, venueUs, toUs.dueUs, toVenue.dueUs);
  }

  /** Runs everything up to a time and of that time; false where more rows must be read before. */
  runTo(untilUs: TimeUs): boolean {
    const { feed, book, venue, toUs, toVenue } = this;
    const { localTimeUs, venueTimeUs, venueRow, count } = feed;
    const enough = feed.readable();
    const last = feed.whole();
    let { localAt, venueAt } = feed;
    const from = localAt;
    let whole = true;
    for (;;) {
      if (!last && (localAt >= enough || venueAt >= enough)) {
        whole = false;
        break;
      }
      const localUs = localAt < count ? localTimeUs[localAt]! : Infinity;
      const row = venueAt < count ? venueRow[venueAt]! : -1;
      const venueUs = row >= 0 ? venueTimeUs[row]! : Infinity;
      const heardUs = toUs.dueUs;
      const dueUs = toVenue.dueUs;
      if (localUs <= heardUs && localUs <= venueUs && localUs <= dueUs) {
        if (localUs > untilUs || localUs === Infinity) break;
        applyRow(book, feed, localAt++);
      } else if (heardUs <= venueUs && heardUs <= dueUs) {
        if (heardUs > untilUs) break;
        this.hear(heardUs);
      } else if (venueUs <= dueUs) {
        if (venueUs > untilUs) break;
        venue.row(feed, row);
        venueAt++;
      } else {
        if (dueUs > untilUs) break;
        venue.receive(toVenue, dueUs);
      }
    }
    this.events += localAt - from;
    feed.localAt = localAt;
    feed.venueAt = venueAt;
    if (whole) this.nowUs = untilUs;
    return whole;
  }

  /** Runs what is under way after the last row, so that every fill is heard of. */
  settle(): TimeUs {
    for (;;) {
      const dueUs = Math.min(this.toVenue.dueUs, this.toUs.dueUs);
      if (dueUs === Infinity) return this.nowUs;
      this.runTo(Math.max(dueUs, this.nowUs));
    }
  }

  /** Sends a new order; its slot, or -1 where too many work already. */
  submit(side: 1 | -1, kind: number, priceTicks: number, lots: number): number {
    const { orders } = this;
    const order = orders.take();
    if (order < 0) return -1;
    orders.side[order] = side;
    orders.kind[order] = kind;
    orders.priceTicks[order] = priceTicks;
    orders.firstLots[order] = lots;
    orders.leavesLots[order] = lots;
    orders.sentUs[order] = this.nowUs;
    orders.decisionMidHalfTicks[order] = this.book.midHalfTicks();
    this.send(order, request.submit, { priceTicks, lots });
    return order;
  }

  /** Asks to cancel; false where the order is over or something is asked of it already. */
  cancel(order: number): boolean {
    if (!this.free(order)) return false;
    this.send(order, request.cancel, { priceTicks: 0, lots: 0 });
    return true;
  }

  /** Asks for another price and leaves; false where the order is over or something is asked of it already. */
  replace(order: number, priceTicks: number, lots: number): boolean {
    if (!this.free(order)) return false;
    this.send(order, request.replace, { priceTicks, lots });
    return true;
  }

  private free(order: number): boolean {
    return this.orders.request[order] === request.none && !isOver(this.orders.status[order]!);
  }

  private send(
    order: number,
    what: number,
    { priceTicks, lots }: { readonly priceTicks: number; readonly lots: number },
  ): void {
    const { orders, nowUs, models: { latency, latencyState: state } } = this;
    orders.request[order] = what;
    orders.underWay[order]!++;
    const entryUs = latency.entryUs(state, nowUs);
    const unseen = entryUs < 0;
    const bus = unseen ? this.toUs : this.toVenue;
    const at = bus.push(nowUs + Math.abs(entryUs));
    const { values } = bus;
    values[at + field.order] = order;
    values[at + field.what] = unseen
      ? (what === request.submit ? status.rejected : status.refused)
      : what;
    values[at + field.priceTicks] = priceTicks;
    values[at + field.quantityLots] = lots;
    values[at + field.leavesLots] = unseen ? 0 : lots;
    values[at + field.lastLots] = 0;
    values[at + field.sentUs] = nowUs;
  }

  /** An answer reaches us. */
  private hear(atUs: TimeUs): void {
    const { orders, toUs, toUs: { values } } = this;
    this.heard++;
    const at = toUs.front();
    const order = values[at + field.order]!;
    const what = values[at + field.what]!;
    const lastLots = values[at + field.lastLots]!;
    if (lastLots > 0) {
      const lots = orders.side[order]! * lastLots;
      this.positionLots += lots;
      this.cashTickLots -= lots * values[at + field.lastPriceTicks]!;
      this.feeTickLots += values[at + field.feeTickLots]!;
      orders.cumLots[order]! += lastLots;
    }
    // A part filled before the venue has a request answers no request.
    if (what !== status.partiallyFilled) orders.request[order] = request.none;
    const over = isOver(orders.status[order]!);
    if (!over && what !== status.refused) {
      orders.status[order] = what;
      orders.leavesLots[order] = values[at + field.leavesLots]!;
      orders.priceTicks[order] = values[at + field.priceTicks]!;
      if (isOver(what)) {
        orders.end(order);
        this.ended(order, atUs);
      }
    }
    toUs.shift();
    orders.arrived(order);
  }
}

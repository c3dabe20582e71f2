// The venue of one instrument in the backtest engine: its book, our resting orders, and their fills.
import type { TimeUs } from "../../../streams/units.ts";
import { type FeeModel, type FeeState, feeState } from "../../venues/fees/fee-model.ts";
import type { FillModel } from "../../venues/fills/fill-model.ts";
import {
  type ImpactModel,
  type ImpactState,
  impactState,
  watch,
} from "../../venues/impacts/impact-model.ts";
import { noImpact } from "../../venues/impacts/none.ts";
import type { LatencyModel, LatencyState } from "../../venues/latencies/latency-model.ts";
import type { QueueRule } from "../../venues/queues/queue-model.ts";
import { applyRow, Book } from "./book.ts";
import { type Bus, field } from "./bus.ts";
import { type Feed, rowKinds } from "./feed.ts";
import { noAsk, noBid } from "./levels.ts";
import { maxPriceTicks } from "./limits.ts";
import { orderKinds, type Orders, request, RestingSide, status } from "./orders.ts";

/** The models of a venue, each from its roster. */
export interface VenueModels {
  readonly queue: QueueRule;
  readonly fill: FillModel;
  readonly latency: LatencyModel;
  readonly latencyState: LatencyState;
  readonly fee: FeeModel;
  readonly feeSettings?: Readonly<Record<string, number>>;
  /** None where it is not told. */
  readonly impact?: ImpactModel;
  readonly impactSettings?: Readonly<Record<string, number>>;
  /** The smallest step of an order's price, in ticks: others are rejected. */
  readonly incrementTicks: number;
}

/** Told of every execution, at the venue's time. */
export type Executed = (execution: {
  readonly order: number;
  readonly atUs: TimeUs;
  readonly priceTicks: number;
  readonly lots: number;
  readonly liquidity: "maker" | "taker";
  readonly feeTickLots: number;
  readonly midHalfTicks: number;
  /** How much worse than shown, in ticks. */
  readonly impactTicks: number;
}) => void;

/**
 * Works our orders against the market as recorded, which does not know of them. A resting order is
 * filled by trades that come to it through its queue, by trades beyond it, and by the other side's
 * best coming to its price.
 */
export class Venue {
  readonly book = new Book();
  private readonly bids: RestingSide;
  private readonly asks: RestingSide;
  private readonly fees: FeeState;
  private readonly impact: { readonly model: ImpactModel; readonly state: ImpactState };
  private readonly watches: boolean;
  private readonly orders: Orders;
  private readonly models: VenueModels;
  private readonly toUs: Bus;
  private readonly executed: Executed;

  constructor(orders: Orders, models: VenueModels, toUs: Bus, executed: Executed) {
    this.orders = orders;
    this.models = models;
    this.toUs = toUs;
    this.executed = executed;
    this.bids = new RestingSide(1, orders.venuePriceTicks);
    this.asks = new RestingSide(-1, orders.venuePriceTicks);
    this.fees = feeState(models.fee, models.feeSettings);
    const model = models.impact ?? noImpact;
    this.impact = { model, state: impactState(model, models.impactSettings) };
    this.watches = model.watches;
  }

  /** A row of the feed happens. */
  row(feed: Feed, row: number): void {
    const { book, bids, asks } = this;
    const kind = feed.kind[row]!;
    if (this.watches) this.watch(feed, row);
    if (bids.count + asks.count === 0) {
      if (kind !== rowKinds.buyTrade && kind !== rowKinds.sellTrade) applyRow(book, feed, row);
      return;
    }
    const ticks = feed.priceTicks[row]!;
    const lots = feed.quantityLots[row]!;
    const atUs = feed.venueTimeUs[row]!;
    const { bidTicks, askTicks } = book;
    if (kind === rowKinds.bid) {
      const before = book.setBid(ticks, lots);
      if (ticks >= bids.lowTicks && ticks <= bids.highTicks) this.shown(bids, ticks, before, lots);
      if (book.bidTicks > bidTicks && asks.count > 0) this.reached(asks, -1, book.bidTicks, atUs);
    } else if (kind === rowKinds.ask) {
      const before = book.setAsk(ticks, lots);
      if (ticks >= asks.lowTicks && ticks <= asks.highTicks) this.shown(asks, ticks, before, lots);
      if (book.askTicks < askTicks && bids.count > 0) this.reached(bids, 1, book.askTicks, atUs);
    } else if (kind === rowKinds.buyTrade) {
      if (asks.count > 0 && ticks >= asks.lowTicks) this.traded(asks, -1, { ticks, lots, atUs });
    } else if (kind === rowKinds.sellTrade) {
      if (bids.count > 0 && ticks <= bids.highTicks) this.traded(bids, 1, { ticks, lots, atUs });
    } else this.quoteOrClear(feed, row);
  }

  private watch(feed: Feed, row: number): void {
    const kind = feed.kind[row]!;
    const traded = kind === rowKinds.buyTrade || kind === rowKinds.sellTrade;
    watch(this.impact.state, {
      atUs: feed.venueTimeUs[row]!,
      lots: traded ? feed.quantityLots[row]! : 0,
      midHalfTicks: this.book.midHalfTicks(),
    });
  }

  /** Works the requests that arrive at a time. */
  receive(from: Bus, atUs: TimeUs): void {
    const { orders } = this;
    while (from.dueUs === atUs) {
      const at = from.front();
      const order = from.values[at + field.order]!;
      const what = from.values[at + field.what]!;
      const priceTicks = from.values[at + field.priceTicks]!;
      const lots = from.values[at + field.quantityLots]!;
      const sentUs = from.values[at + field.sentUs]!;
      from.shift();
      if (what === request.submit) this.submit(order, priceTicks, lots, atUs);
      else if (orders.venueResting[order] === 0) this.answer(order, status.refused, atUs, sentUs);
      else if (what === request.cancel) this.cancel(order, atUs);
      else this.replace(order, priceTicks, lots, atUs);
      orders.underWay[order]!--;
    }
  }

  private quoteOrClear(feed: Feed, row: number): void {
    const { book, bids, asks } = this;
    const { bidTicks, askTicks } = book;
    const atUs = feed.venueTimeUs[row]!;
    const quote = feed.kind[row] === rowKinds.quote;
    const [newBid, newAsk] = quote ? [feed.priceTicks[row]!, feed.askTicks[row]!] : [0, 0];
    const bidBefore = book.bidLotsAt(newBid);
    const askBefore = book.askLotsAt(newAsk);
    applyRow(book, feed, row);
    if (!quote) return;
    if (newBid >= bids.lowTicks && newBid <= bids.highTicks) {
      this.shown(bids, newBid, bidBefore, feed.quantityLots[row]!);
    }
    if (newAsk >= asks.lowTicks && newAsk <= asks.highTicks) {
      this.shown(asks, newAsk, askBefore, feed.askLots[row]!);
    }
    if (book.bidTicks > bidTicks && asks.count > 0) this.reached(asks, -1, book.bidTicks, atUs);
    if (book.askTicks < askTicks && bids.count > 0) this.reached(bids, 1, book.askTicks, atUs);
  }

  /** What is shown at a price has changed: our orders there may have moved up. */
  private shown(side: RestingSide, ticks: number, before: number, after: number): void {
    const { venuePriceTicks, aheadLots, tradedLots } = this.orders;
    for (let i = 0; i < side.count; i++) {
      const order = side.orders[i]!;
      if (venuePriceTicks[order] !== ticks) continue;
      aheadLots[order] = this.models.queue(aheadLots[order]!, tradedLots[order]!, before, after);
      tradedLots[order] = 0;
    }
  }

  /** The other side's best has come to a price: ours at that price or better are filled. */
  private reached(side: RestingSide, sign: number, ticks: number, atUs: TimeUs): void {
    const { venuePriceTicks, venueLeavesLots } = this.orders;
    while (side.count > 0) {
      const order = side.orders[0]!;
      if (sign * (venuePriceTicks[order]! - ticks) < 0) return;
      this.fill(order, { ticks: venuePriceTicks[order]!, lots: venueLeavesLots[order]!, atUs });
    }
  }

  /** A trade against a side: those at better prices are filled first, then through the queue. */
  private traded(
    side: RestingSide,
    sign: number,
    trade: { readonly ticks: number; readonly lots: number; readonly atUs: TimeUs },
  ): void {
    const { orders, models: { fill } } = this;
    let left = trade.lots;
    // Ours at one price are filled in order, whatever a model thinks of the queue before each.
    let waits = false;
    for (let i = 0; i < side.count;) {
      const order = side.orders[i]!;
      const ticks = orders.venuePriceTicks[order]!;
      const better = sign * (ticks - trade.ticks);
      if (better < 0) return;
      const leaves = orders.venueLeavesLots[order]!;
      let lots;
      if (better > 0) lots = fill.through(leaves, left);
      else {
        orders.aheadLots[order]! -= trade.lots;
        orders.tradedLots[order]! += trade.lots;
        const past = Math.round(-orders.aheadLots[order]!);
        lots = waits ? 0 : fill.atPrice(leaves, past, left);
        waits ||= lots < leaves;
        if (past > 0) orders.aheadLots[order] = 0;
      }
      left = Math.max(0, left - lots);
      if (lots > 0) this.fill(order, { ticks, lots, atUs: trade.atUs });
      if (lots < leaves) i++;
    }
  }

  private submit(order: number, priceTicks: number, lots: number, atUs: TimeUs): void {
    const { orders, book } = this;
    orders.venuePriceTicks[order] = priceTicks;
    orders.venueLeavesLots[order] = lots;
    const kind = orders.kind[order]!;
    const buy = orders.side[order] === 1;
    if (kind !== orderKinds.market && !this.isPrice(priceTicks)) {
      this.answer(order, status.rejected, atUs);
      return;
    }
    const crosses = kind === orderKinds.market ||
      (buy ? priceTicks >= book.askTicks : priceTicks <= book.bidTicks);
    if (crosses && kind !== orderKinds.postOnly) {
      if (kind !== orderKinds.fok || this.covers(order)) this.take(order, atUs);
      if (orders.venueLeavesLots[order] === 0) return;
    }
    const rests = kind === orderKinds.gtc || (kind === orderKinds.postOnly && !crosses);
    if (rests) this.rest(order);
    this.answer(order, rests ? status.working : status.expired, atUs);
  }

  private isPrice(ticks: number): boolean {
    return ticks >= 1 && ticks <= maxPriceTicks && ticks % this.models.incrementTicks === 0;
  }

  private rest(order: number): void {
    const { orders, book, bids, asks } = this;
    const buy = orders.side[order] === 1;
    const ticks = orders.venuePriceTicks[order]!;
    const behind = buy ? ticks < book.bidTicks : ticks > book.askTicks;
    // Behind a quote nobody knows the queue: all that is shown, once the quote has come there, is before us.
    orders.aheadLots[order] = book.quoted && behind
      ? Infinity
      : buy
      ? book.bidLotsAt(ticks)
      : book.askLotsAt(ticks);
    orders.tradedLots[order] = 0;
    orders.venueResting[order] = 1;
    (buy ? bids : asks).add(order);
  }

  /** Whether the levels within the limit fill an order whole. */
  private covers(order: number): boolean {
    const { orders, book, models: { fill } } = this;
    const buy = orders.side[order] === 1;
    const limit = orders.venuePriceTicks[order]!;
    let leaves = orders.venueLeavesLots[order]!;
    let ticks = buy ? book.askTicks : book.bidTicks;
    while (leaves > 0 && (buy ? ticks <= limit : ticks >= limit && ticks !== noBid)) {
      leaves -= fill.take(leaves, buy ? book.askLotsAt(ticks) : book.bidLotsAt(ticks));
      ticks = buy ? book.askAbove(ticks) : book.bidBelow(ticks);
    }
    return leaves === 0;
  }

  /** Takes level by level, up to the limit; a market order has none. */
  private take(order: number, atUs: TimeUs): void {
    const { orders, book, models: { fill } } = this;
    const buy = orders.side[order] === 1;
    const market = orders.kind[order] === orderKinds.market;
    const limit = market ? (buy ? noAsk - 1 : noBid + 1) : orders.venuePriceTicks[order]!;
    let ticks = buy ? book.askTicks : book.bidTicks;
    while (orders.venueLeavesLots[order]! > 0) {
      if (buy ? ticks > limit || ticks === noAsk : ticks < limit || ticks === noBid) return;
      const shown = buy ? book.askLotsAt(ticks) : book.bidLotsAt(ticks);
      const lots = fill.take(orders.venueLeavesLots[order]!, shown);
      const impactTicks = lots > 0 ? this.impactOf(order, lots, atUs) : 0;
      const price = buy ? ticks + impactTicks : ticks - impactTicks;
      // Pushed beyond its limit, or beyond every price, it takes no more.
      if (buy ? price > limit : price < Math.max(1, limit)) return;
      if (lots > 0) {
        this.execute(order, { ticks: price, lots, atUs, liquidity: "taker", impactTicks });
      }
      ticks = buy ? book.askAbove(ticks) : book.bidBelow(ticks);
    }
  }

  /** Whole ticks by which a part is filled worse; counts it. */
  private impactOf(order: number, lots: number, atUs: TimeUs): number {
    const { model, state } = this.impact;
    const taking = { side: this.orders.side[order] as 1 | -1, lots, atUs };
    const ticks = Math.round(model.ticksOf(state, taking));
    model.took(state, taking);
    return ticks;
  }

  private cancel(order: number, atUs: TimeUs): void {
    this.remove(order);
    this.answer(order, status.canceled, atUs);
  }

  /** Less at the same price keeps its place; anything else goes to the back, or crosses. */
  private replace(order: number, priceTicks: number, lots: number, atUs: TimeUs): void {
    const { orders } = this;
    if (orders.venuePriceTicks[order] === priceTicks && lots <= orders.venueLeavesLots[order]!) {
      orders.venueLeavesLots[order] = lots;
      this.answer(order, status.working, atUs);
      return;
    }
    this.remove(order);
    this.submit(order, priceTicks, lots, atUs);
  }

  private remove(order: number): void {
    this.orders.venueResting[order] = 0;
    (this.orders.side[order] === 1 ? this.bids : this.asks).remove(order);
  }

  private fill(
    order: number,
    part: { readonly ticks: number; readonly lots: number; readonly atUs: TimeUs },
  ): void {
    if (part.lots === this.orders.venueLeavesLots[order]) this.remove(order);
    this.execute(order, { ...part, liquidity: "maker" });
  }

  /** Executes a part of an order, or all that is left of it, and tells us. */
  private execute(order: number, part: {
    readonly ticks: number;
    readonly lots: number;
    readonly atUs: TimeUs;
    readonly liquidity: "maker" | "taker";
    readonly impactTicks?: number;
  }): void {
    const { orders, models: { fee } } = this;
    const { ticks, lots, atUs, liquidity, impactTicks = 0 } = part;
    orders.venueLeavesLots[order]! -= lots;
    const basis = { notional: ticks * lots, quantityLots: lots, liquidity };
    const feeTickLots = fee.feeOf(this.fees, basis);
    const midHalfTicks = this.book.midHalfTicks();
    this.executed({
      ...{ order, atUs, priceTicks: ticks, lots, liquidity, feeTickLots, midHalfTicks },
      impactTicks,
    });
    const over = orders.venueLeavesLots[order] === 0;
    const at = this.answer(order, over ? status.filled : status.partiallyFilled, atUs);
    const { values } = this.toUs;
    values[at + field.lastPriceTicks] = ticks;
    values[at + field.lastLots] = lots;
    values[at + field.feeTickLots] = feeTickLots;
  }

  private answer(order: number, what: number, atUs: TimeUs, sentUs = 0): number {
    const { orders, toUs, models } = this;
    const at = toUs.push(atUs + models.latency.responseUs(models.latencyState, atUs));
    const { values } = toUs;
    values[at + field.order] = order;
    values[at + field.what] = what;
    values[at + field.priceTicks] = orders.venuePriceTicks[order]!;
    values[at + field.leavesLots] = orders.venueLeavesLots[order]!;
    values[at + field.lastLots] = 0;
    values[at + field.sentUs] = sentUs;
    orders.underWay[order]!++;
    return at;
  }
}

// Feeds of a market source: its ticks by instrument, read only as far as the engine has come.
import {
  type BookDelta,
  deltaFlags,
  marketFlags,
  type Quote,
  type Tick,
  type Trade,
} from "../../../streams/market.ts";
import type { Unstamped } from "../../../streams/record.ts";
import type { TimeUs } from "../../../streams/units.ts";
import type { SourceRefusal, TickBatch, TickSource } from "../../sources/source.ts";
import { Feed, rowKinds } from "./feed.ts";
import { untoldLots } from "./limits.ts";

/** From the venue's time of a row to ours. */
export type FeedLatency =
  | { readonly kind: "constant"; readonly us: number }
  /** As recorded, with the recorder's clock put right by an offset. */
  | { readonly kind: "recorded"; readonly offsetUs: number };

/** What a market is rebuilt from. */
export type Depth = "l1" | "l2" | "trades";

/** What is made of a source. */
export interface FeedOptions {
  readonly source: TickSource;
  /** `l2` takes the changes of the book, `l1` its quotes; both take trades. See `tradeAsQuote`. */
  readonly depth: Depth;
  readonly latency: FeedLatency;
  readonly refuse?: (refusal: SourceRefusal) => void;
  /** The price step of an instrument, in ticks; 1 where it is not told. */
  readonly incrementOf?: (instrumentId: number) => number;
  readonly signal?: AbortSignal;
}

/** Ticks of a source as feeds. */
export class Feeds {
  /** By instrument, in the order they were first seen. */
  readonly byInstrument = new Map<number, Feed>();
  /** Trades that neither told who crossed nor lay at a quote: they fill nobody. */
  unsided = 0;
  /** Rows of instruments that were first seen after the start: they are not traded. */
  strange = 0;
  /** Ticks read, also those that are not used. */
  read = 0;
  readonly options: FeedOptions;
  private readonly batches: AsyncIterator<TickBatch>;
  private reading: Promise<boolean> | undefined;
  private more = true;
  private sealed = false;

  constructor(options: FeedOptions) {
    this.options = options;
    const signal = options.signal ?? new AbortController().signal;
    const ticks = options.source.open(undefined, options.refuse ?? (() => {}), signal);
    this.batches = ticks[Symbol.asyncIterator]();
  }

  /** Reads until so many rows are there; the instruments they are of are those that are traded. */
  async begin(rows: number): Promise<void> {
    const enough = () => [...this.byInstrument.values()].some(({ count }) => count >= rows);
    while (this.more && !enough()) await this.readOn();
    this.sealed = true;
  }

  /** Lets the source go. */
  async close(): Promise<void> {
    await this.batches.return?.();
  }

  /** One batch more, for whichever feed asked. */
  private readOn(): Promise<boolean> {
    return this.reading ??= this.batches.next().then(({ done, value }) => {
      this.reading = undefined;
      if (done === true) return this.more = false;
      for (const tick of value.ticks) this.add(tick);
      return true;
    });
  }

  private add(tick: Unstamped<Tick>): void {
    const { depth, latency } = this.options;
    const { eventTimeUs } = tick;
    this.read++;
    if (tick._tag === (depth === "l2" ? "quote" : "bookDelta")) return;
    if ((tick.flags & (marketFlags.suspicious | crossedQuote(tick))) !== 0) return;
    const localUs = latency.kind === "constant"
      ? eventTimeUs + latency.us
      : tick.ingestTimeUs + latency.offsetUs;
    const feed = this.feedOf(tick.instrumentId);
    if (feed === undefined) this.strange++;
    else if (tick._tag === "trade") this.addTrade(feed, tick, localUs);
    else if (tick._tag === "bookDelta") addDelta(feed, tick, localUs);
    else addQuote(feed, tick, localUs);
  }

  /** Where the vendor does not tell who crossed, a trade at or beyond the last quote tells it. */
  private addTrade(feed: Feed, tick: Unstamped<Trade>, localUs: TimeUs): void {
    const { aggressorSide: side, priceTicks } = tick;
    if (this.options.depth === "trades") {
      const step = this.options.incrementOf?.(tick.instrumentId) ?? 1;
      tradeAsQuote(feed, tick, { localUs, step });
    }
    const buys = side === "buy" || (side === "unknown" && priceTicks >= feed.lastAskTicks);
    const sells = side === "sell" || (side === "unknown" && priceTicks <= feed.lastBidTicks);
    if (buys === sells) {
      this.unsided++;
      return;
    }
    const kind = buys ? rowKinds.buyTrade : rowKinds.sellTrade;
    feed.append(kind, priceTicks, tick.quantityLots, tick.eventTimeUs, localUs);
  }

  private feedOf(instrumentId: number): Feed | undefined {
    let feed = this.byInstrument.get(instrumentId);
    if (feed === undefined && !this.sealed) {
      feed = new Feed(() => this.more && this.readOn());
      this.byInstrument.set(instrumentId, feed);
    }
    return feed;
  }
}

/**
 * Where there is nothing but trades, bid and offer are taken to lie one price step beside each, with what it
 * traded; a trade above the one before it was bought, below sold.
 */
const tradeAsQuote = (
  feed: Feed,
  trade: Unstamped<Trade>,
  { localUs, step }: { readonly localUs: TimeUs; readonly step: number },
): void => {
  const { priceTicks, quantityLots, eventTimeUs } = trade;
  const before = (feed.lastBidTicks + feed.lastAskTicks) / 2;
  const bid = { priceTicks: Math.max(0, Math.ceil(priceTicks / step) - 1) * step, quantityLots };
  const ask = { priceTicks: (Math.floor(priceTicks / step) + 1) * step, quantityLots };
  feed.appendQuote(bid, ask, eventTimeUs, localUs);
  if (priceTicks > before) feed.lastAskTicks = priceTicks;
  else if (priceTicks < before) feed.lastBidTicks = priceTicks;
};

const crossedQuote = (tick: Unstamped<Tick>): number =>
  tick._tag === "quote" ? marketFlags.crossed : 0;

const addDelta = (feed: Feed, delta: Unstamped<BookDelta>, localUs: TimeUs): void => {
  const { eventTimeUs } = delta;
  if ((delta.flags & deltaFlags.clear) !== 0) {
    feed.append(rowKinds.clear, 0, 0, eventTimeUs, localUs);
  }
  const kind = delta.side === "buy" ? rowKinds.bid : rowKinds.ask;
  feed.append(kind, delta.priceTicks, delta.quantityLots, eventTimeUs, localUs);
};

const addQuote = (feed: Feed, quote: Unstamped<Quote>, localUs: TimeUs): void =>
  feed.appendQuote(
    { priceTicks: quote.bidPriceTicks, quantityLots: quote.bidQuantityLots || untoldLots },
    { priceTicks: quote.askPriceTicks, quantityLots: quote.askQuantityLots || untoldLots },
    quote.eventTimeUs,
    localUs,
  );

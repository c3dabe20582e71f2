// Feeds of a market source: its ticks by instrument, read only as far as the engine has come.
import {
  type BookDelta,
  deltaFlags,
  marketFlags,
  type Quote,
  type Tick,
} from "../../../streams/market.ts";
import type { Unstamped } from "../../../streams/record.ts";
import type { TimeUs } from "../../../streams/units.ts";
import type { SourceRefusal, TickBatch, TickSource } from "../../sources/source.ts";
import { Feed, rowKinds } from "./feed.ts";

/** From the venue's time of a row to ours. */
export type FeedLatency =
  | { readonly kind: "constant"; readonly us: number }
  /** As recorded, with the recorder's clock put right by an offset. */
  | { readonly kind: "recorded"; readonly offsetUs: number };

/** What is made of a source. */
export interface FeedOptions {
  readonly source: TickSource;
  /** `l2` takes the changes of the book, `l1` its quotes; both take trades. */
  readonly depth: "l1" | "l2";
  readonly latency: FeedLatency;
  /** Only rows of this time at the venue, from first to before last. */
  readonly fromUs?: TimeUs;
  readonly toUs?: TimeUs;
  readonly refuse?: (refusal: SourceRefusal) => void;
  readonly signal?: AbortSignal;
}

/** Ticks of a source as feeds. */
export class Feeds {
  /** By instrument, in the order they were first seen. */
  readonly byInstrument = new Map<number, Feed>();
  /** Rows that were left out because their vendor or their quote was bad. */
  suspicious = 0;
  /** Rows before which some were lost. */
  gapped = 0;
  /** Ticks read, also those that are not used. */
  read = 0;
  private readonly options: FeedOptions;
  private readonly batches: AsyncIterator<TickBatch>;
  private reading: Promise<boolean> | undefined;
  private more = true;

  constructor(options: FeedOptions) {
    this.options = options;
    const signal = options.signal ?? new AbortController().signal;
    const ticks = options.source.open(undefined, options.refuse ?? (() => {}), signal);
    this.batches = ticks[Symbol.asyncIterator]();
  }

  /** Reads until some rows are there, so that the instruments are known; false where there are none. */
  async begin(rows: number): Promise<boolean> {
    while (this.more && this.read < rows) await this.readOn();
    return this.byInstrument.size > 0;
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
    const { depth, latency, fromUs = 0, toUs = Infinity } = this.options;
    const { eventTimeUs } = tick;
    this.read++;
    if (eventTimeUs < fromUs || eventTimeUs >= toUs) return;
    if (tick._tag === (depth === "l2" ? "quote" : "bookDelta")) return;
    if ((tick.flags & marketFlags.gapped) !== 0) this.gapped++;
    if ((tick.flags & marketFlags.suspicious) !== 0) {
      this.suspicious++;
      return;
    }
    const localUs = latency.kind === "constant"
      ? eventTimeUs + latency.us
      : tick.ingestTimeUs + latency.offsetUs;
    const feed = this.feedOf(tick.instrumentId);
    if (tick._tag === "trade") {
      if (tick.aggressorSide === "unknown") return;
      const kind = tick.aggressorSide === "buy" ? rowKinds.buyTrade : rowKinds.sellTrade;
      feed.append(kind, tick.priceTicks, tick.quantityLots, eventTimeUs, localUs);
    } else if (tick._tag === "bookDelta") addDelta(feed, tick, localUs);
    else if ((tick.flags & marketFlags.crossed) !== 0) this.suspicious++;
    else addQuote(feed, tick, localUs);
  }

  private feedOf(instrumentId: number): Feed {
    let feed = this.byInstrument.get(instrumentId);
    if (feed === undefined) {
      feed = new Feed(() => this.more && this.readOn());
      this.byInstrument.set(instrumentId, feed);
    }
    return feed;
  }
}

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
    { priceTicks: quote.bidPriceTicks, quantityLots: quote.bidQuantityLots },
    { priceTicks: quote.askPriceTicks, quantityLots: quote.askQuantityLots },
    quote.eventTimeUs,
    localUs,
  );

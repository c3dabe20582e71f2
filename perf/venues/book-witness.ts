// Keeps the books that a feed tells, and compares each with the server's own at every message.
import type { Exchange } from "../../infra/venue-server/exchange.ts";
import { fingerprint } from "../../infra/venue-server/served-book.ts";
import type { FeedEvent } from "../../streams/feed.ts";
import type { InstrumentRegistry } from "../../streams/instruments.ts";
import { type BookDelta, deltaFlags, marketFlags } from "../../streams/market.ts";
import type { Unstamped } from "../../streams/record.ts";

interface Kept {
  readonly symbol: string;
  readonly servedId: number;
  /** Our ticks and lots in one of the server's. */
  readonly ticks: number;
  readonly lots: number;
  readonly buy: Map<number, number>;
  readonly sell: Map<number, number>;
  sound: boolean;
}

/** Compares books. */
export class BookWitness {
  /** Books that were compared, and those of them that differed. */
  compared = 0;
  differing = 0;
  private readonly exchange: Exchange;
  private readonly kept = new Map<number, Kept>();
  private readonly registry: InstrumentRegistry;
  /** Whether only the best ten levels can be known to be right. */
  private readonly topOnly: boolean;

  constructor(exchange: Exchange, registry: InstrumentRegistry, topOnly: boolean) {
    this.exchange = exchange;
    this.registry = registry;
    this.topOnly = topOnly;
  }

  /** The symbol of an instrument. */
  symbolOf(instrumentId: number): string {
    return this.of(instrumentId).symbol;
  }

  /** Our lots in one lot of the venue. */
  lotsOf(instrumentId: number): number {
    return this.of(instrumentId).lots;
  }

  /** Whether a symbol is one of those that are listened to. */
  listensTo(symbol: string): boolean {
    return [...this.kept.values()].some((one) => one.symbol === symbol);
  }

  /** After a loss the book is not compared until it is whole again. */
  hear({ event, instrumentId }: Unstamped<FeedEvent>): void {
    if (instrumentId === 0 || (event !== "gap" && event !== "disconnected")) return;
    this.of(instrumentId).sound = false;
  }

  /** Takes a row, and compares the book after the last one of a message. */
  take(row: Unstamped<BookDelta>): void {
    const kept = this.of(row.instrumentId);
    const { flags } = row;
    if ((flags & deltaFlags.clear) !== 0) {
      kept.buy.clear();
      kept.sell.clear();
      kept.sound = true;
    }
    if ((flags & marketFlags.gapped) !== 0) kept.sound = false;
    if ((flags & marketFlags.suspicious) === 0) {
      const price = row.priceTicks / kept.ticks;
      if (row.quantityLots === 0) kept[row.side].delete(price);
      else kept[row.side].set(price, row.quantityLots / kept.lots);
    }
    const whole = (flags & deltaFlags.last) !== 0 && (flags & deltaFlags.snapshot) === 0;
    if (!whole || !kept.sound || (flags & marketFlags.suspicious) !== 0) return;
    this.compare(kept, row.eventTimeUs / 1000);
  }

  private compare(kept: Kept, timeMs: number): void {
    const book = this.exchange.books.get(kept.servedId)!;
    const theirs = this.topOnly ? book.pastTopAt(timeMs) : book.pastAt(timeMs);
    if (theirs === undefined) return;
    this.compared++;
    const { buy, sell } = this.topOnly
      ? { buy: best(kept.buy, -1), sell: best(kept.sell, 1) }
      : kept;
    if (fingerprint(buy, sell) !== theirs) this.differing++;
  }

  private of(instrumentId: number): Kept {
    const found = this.kept.get(instrumentId);
    if (found !== undefined) return found;
    const instrument = this.registry.require(instrumentId);
    const served = this.exchange.instruments.find(({ instrument: { symbol }, base, quote }) =>
      symbol === instrument.symbol ||
      `${base === "BTC" ? "XBT" : base}${quote}` === instrument.symbol
    )!;
    const { tick, lot } = served.instrument;
    const kept: Kept = {
      symbol: served.instrument.symbol,
      servedId: served.instrument.instrumentId,
      ticks: (tick.unscaled / instrument.tick.unscaled) *
        10 ** (instrument.tick.scale - tick.scale),
      lots: (lot.unscaled / instrument.lot.unscaled) * 10 ** (instrument.lot.scale - lot.scale),
      buy: new Map(),
      sell: new Map(),
      sound: false,
    };
    this.kept.set(instrumentId, kept);
    return kept;
  }
}

const best = (side: ReadonlyMap<number, number>, sign: number): Map<number, number> =>
  new Map([...side].sort(([a], [b]) => sign * (a - b)).slice(0, 10));

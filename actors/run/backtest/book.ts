// A book of the backtest engine: both sides by price, and the best of each at hand.
import type { PriceHalfTicks, PriceTicks, QuantityLots } from "../../../streams/units.ts";
import { type Feed, rowKinds } from "./feed.ts";
import { Levels, noAsk, noBid } from "./levels.ts";

/**
 * The market by price as one side knows it: the venue's, or ours a feed latency later. A level that
 * crosses the other side pushes that side's best back behind it, since it is the newer word.
 */
export class Book {
  readonly bids = new Levels();
  readonly asks = new Levels();
  /** Best bid in ticks; `noBid` where there is none. */
  bidTicks: PriceTicks = noBid;
  /** Best offer in ticks; `noAsk` where there is none. */
  askTicks: PriceTicks = noAsk;
  /** Times a level crossed the other side. */
  crossed = 0;

  /** Sets a bid level, 0 lots to remove it. Returns what was there before. */
  setBid(ticks: PriceTicks, lots: QuantityLots): QuantityLots {
    const before = this.bids.set(ticks, lots);
    if (lots === 0) {
      if (ticks === this.bidTicks) this.bidTicks = this.bids.below(ticks);
    } else if (ticks > this.bidTicks) {
      this.bidTicks = ticks;
      if (ticks >= this.askTicks) {
        this.crossed++;
        this.askTicks = this.asks.above(ticks);
      }
    }
    return before;
  }

  /** Sets an offer level, 0 lots to remove it. Returns what was there before. */
  setAsk(ticks: PriceTicks, lots: QuantityLots): QuantityLots {
    const before = this.asks.set(ticks, lots);
    if (lots === 0) {
      if (ticks === this.askTicks) this.askTicks = this.asks.above(ticks);
    } else if (ticks < this.askTicks) {
      this.askTicks = ticks;
      if (ticks <= this.bidTicks) {
        this.crossed++;
        this.bidTicks = this.bids.below(ticks);
      }
    }
    return before;
  }

  /** Takes over a quote: what it tells is the best of its side, and better levels are gone. */
  setQuote(
    bid: { readonly ticks: PriceTicks; readonly lots: QuantityLots },
    ask: { readonly ticks: PriceTicks; readonly lots: QuantityLots },
  ): void {
    while (this.bidTicks > bid.ticks) this.setBid(this.bidTicks, 0);
    while (this.askTicks !== noAsk && (ask.ticks === 0 || this.askTicks < ask.ticks)) {
      this.setAsk(this.askTicks, 0);
    }
    if (bid.ticks !== 0) this.setBid(bid.ticks, bid.lots);
    if (ask.ticks !== 0) this.setAsk(ask.ticks, ask.lots);
  }

  /** Empties both sides. */
  clear(): void {
    this.bids.clear();
    this.asks.clear();
    this.bidTicks = noBid;
    this.askTicks = noAsk;
  }

  /** Bid + offer in ticks; 0 where a side is empty. */
  midHalfTicks(): PriceHalfTicks {
    return this.bidTicks === noBid || this.askTicks === noAsk ? 0 : this.bidTicks + this.askTicks;
  }

  /** Lots at the best bid. */
  bidLots(): QuantityLots {
    return this.bids.at(this.bidTicks);
  }

  /** Lots at the best offer; 0 where there is none. */
  askLots(): QuantityLots {
    return this.askTicks === noAsk ? 0 : this.asks.at(this.askTicks);
  }
}

/** Takes over what a row shows. Trades show nothing. */
export const applyRow = (book: Book, feed: Feed, row: number): void => {
  const kind = feed.kind[row]!;
  const ticks = feed.priceTicks[row]!;
  const lots = feed.quantityLots[row]!;
  if (kind === rowKinds.bid) book.setBid(ticks, lots);
  else if (kind === rowKinds.ask) book.setAsk(ticks, lots);
  else if (kind === rowKinds.quote) {
    book.setQuote({ ticks, lots }, { ticks: feed.askTicks[row]!, lots: feed.askLots[row]! });
  } else if (kind === rowKinds.clear) book.clear();
};

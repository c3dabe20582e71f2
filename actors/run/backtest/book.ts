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
  /** Whether only best prices are known (L1): there are no levels, and behind the best nobody knows. */
  quoted = false;
  private quotedBidLots: QuantityLots = 0;
  private quotedAskLots: QuantityLots = 0;

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

  /** Takes over a quote, price 0 for an empty side: it is all that is known. */
  setQuote(
    bidTicks: PriceTicks,
    bidLots: QuantityLots,
    askTicks: PriceTicks,
    askLots: number,
  ): void {
    this.quoted = true;
    this.bidTicks = bidTicks;
    this.quotedBidLots = bidLots;
    this.askTicks = askTicks === 0 ? noAsk : askTicks;
    this.quotedAskLots = askLots;
  }

  /** Lots that are shown at a price of the bid side. */
  bidLotsAt(ticks: PriceTicks): QuantityLots {
    if (!this.quoted) return this.bids.at(ticks);
    return ticks === this.bidTicks ? this.quotedBidLots : 0;
  }

  /** Lots that are shown at a price of the offer side. */
  askLotsAt(ticks: PriceTicks): QuantityLots {
    if (!this.quoted) return this.asks.at(ticks);
    return ticks === this.askTicks ? this.quotedAskLots : 0;
  }

  /** The next bid below a price; `noBid` where none is known. */
  bidBelow(ticks: PriceTicks): PriceTicks {
    return this.quoted ? noBid : this.bids.below(ticks);
  }

  /** The next offer above a price; `noAsk` where none is known. */
  askAbove(ticks: PriceTicks): PriceTicks {
    return this.quoted ? noAsk : this.asks.above(ticks);
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
    return this.bidTicks === noBid ? 0 : this.bidLotsAt(this.bidTicks);
  }

  /** Lots at the best offer; 0 where there is none. */
  askLots(): QuantityLots {
    return this.askTicks === noAsk ? 0 : this.askLotsAt(this.askTicks);
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
    book.setQuote(ticks, lots, feed.askTicks[row]!, feed.askLots[row]!);
  } else if (kind === rowKinds.clear) book.clear();
};

// The book of one instrument by price level, from deltas (L2) and quotes (L1).
import { type BookDelta, deltaFlags, marketFlags, type Quote } from "../../streams/market.ts";
import type { PriceTicks, TimeUs } from "../../streams/units.ts";
import {
  type BookSide,
  clearDepth,
  dropTop,
  emptySide,
  priceAt,
  setLevel,
  setTop,
} from "./book-side.ts";

/**
 * A book, as plain data. Deltas build its depth. A quote tells the best level of both sides, and is
 * laid over the depth without changing it: it hides what it contradicts (levels better than its
 * own) and gives the quantity of its level. It holds until a whole delta message that is not older:
 * by the venue's update numbers where both have one, else by event time. Where no deltas come, the
 * quotes are the book.
 */
export interface OrderBook {
  readonly bids: BookSide;
  readonly asks: BookSide;
  /** Between the rows of a delta message: the book is not consistent, so nobody looks at it. */
  open: boolean;
  /** Rows were lost, so the depth may be wrong until the next full snapshot. */
  gapped: boolean;
  /** Event time and the venue's number of the last whole delta message; 0 where none came. */
  depthTimeUs: TimeUs;
  depthUpdateId: number;
  /** Event time and the venue's number of the last quote; 0 where none came. */
  quoteTimeUs: TimeUs;
  quoteUpdateId: number;
}

/** Marks of a quote that let it change nothing. */
const quoteMarks = marketFlags.suspicious | marketFlags.crossed | marketFlags.gapped;
const healing = deltaFlags.snapshot | deltaFlags.clear;

/** A book without levels. */
export const emptyBook = (): OrderBook => ({
  bids: emptySide(1),
  asks: emptySide(-1),
  open: false,
  gapped: false,
  depthTimeUs: 0,
  depthUpdateId: 0,
  quoteTimeUs: 0,
  quoteUpdateId: 0,
});

/** Forgets everything: another session starts. */
export const resetBook = (book: OrderBook): void => {
  clearDepth(book.bids);
  clearDepth(book.asks);
  dropTop(book.bids);
  dropTop(book.asks);
  book.open = false;
  book.gapped = false;
  book.depthTimeUs = 0;
  book.depthUpdateId = 0;
  book.quoteTimeUs = 0;
  book.quoteUpdateId = 0;
};

/** Applies a row of a delta message. Returns whether it was the last one, so that one may look. */
export const applyDelta = (book: OrderBook, delta: BookDelta): boolean => {
  const { flags } = delta;
  if ((flags & deltaFlags.clear) !== 0) {
    clearDepth(book.bids);
    clearDepth(book.asks);
    book.gapped = false;
  }
  if ((flags & marketFlags.gapped) !== 0 && (flags & healing) === 0) book.gapped = true;
  if ((flags & marketFlags.suspicious) === 0) {
    setLevel(delta.side === "buy" ? book.bids : book.asks, delta.priceTicks, delta.quantityLots);
  }
  if ((flags & deltaFlags.last) === 0) {
    book.open = true;
    return false;
  }
  book.open = false;
  book.depthTimeUs = delta.eventTimeUs;
  book.depthUpdateId = delta.updateId;
  const numbered = book.quoteUpdateId > 0 && delta.updateId > 0;
  if (numbered ? book.quoteUpdateId <= delta.updateId : book.quoteTimeUs <= delta.eventTimeUs) {
    dropTop(book.bids);
    dropTop(book.asks);
  }
  return true;
};

/**
 * Lays a quote over the depth. Returns false, and changes nothing, where it is marked or crossed, or
 * by the venue's numbers older than the depth.
 */
export const applyQuote = (book: OrderBook, quote: Quote): boolean => {
  if ((quote.flags & quoteMarks) !== 0) return false;
  if (quote.askPriceTicks > 0 && quote.bidPriceTicks > quote.askPriceTicks) return false;
  if (quote.updateId > 0 && quote.updateId < book.depthUpdateId) return false;
  setTop(book.bids, quote.bidPriceTicks, quote.bidQuantityLots);
  setTop(book.asks, quote.askPriceTicks, quote.askQuantityLots);
  book.quoteTimeUs = quote.eventTimeUs;
  book.quoteUpdateId = quote.updateId;
  return true;
};

/** Best bid in ticks; 0 where there is none. */
export const bestBid = (book: OrderBook): PriceTicks => priceAt(book.bids, 0);

/** Best offer in ticks; 0 where there is none. */
export const bestAsk = (book: OrderBook): PriceTicks => priceAt(book.asks, 0);

/** Whether the best bid is above the best offer: such a book decides nothing. */
export const isCrossed = (book: OrderBook): boolean => {
  const ask = bestAsk(book);
  return ask !== 0 && bestBid(book) > ask;
};

/** Whether one may decide on the book: whole, without a gap, not crossed. */
export const isSound = (book: OrderBook): boolean => !book.open && !book.gapped && !isCrossed(book);

// What the features actor remembers of one instrument, and how market records change it.
import type { FeedEvent } from "../../streams/feed.ts";
import type { BookDelta, Quote, Trade } from "../../streams/market.ts";
import { marketFlags } from "../../streams/market.ts";
import type { PriceHalfTicks, PriceTicks, QuantityLots, TimeUs } from "../../streams/units.ts";
import { priceAt, quantityAt } from "../measures/book-side.ts";
import { emptyBook, type OrderBook, resetBook } from "../measures/order-book.ts";
import { orderFlowOf, tradeSideOf } from "../measures/order-flow.ts";
import { makeWindows, push, resetWindows, type Windows } from "../measures/windows.ts";

const second = 1_000_000;
/** The longest window but that of the slow volatility: after it, the windows are full. */
export const warmUs = 30 * second;
/** The window of the slow volatility. */
export const slowUs = 300 * second;
/** A record so much older than the latest means that the latest was wrong: we start afresh. */
const stepBackUs = 60 * second;
/** A larger move counts as this many half ticks, so that sums of squares stay safe integers. */
const largestMove = 2 ** 20;
/** A larger quantity counts as this many lots, so that sums stay safe integers. */
const largestQuantity = 2 ** 36;

/** Windows of each kind, by their place in `lengths`. */
export const quoteWindow = { ms100: 0, s1: 1, s5: 2, s10: 3, s30: 4 } as const;
export const moveWindow = { ms100: 0, s1: 1, s5: 2, s30: 3 } as const;
export const tradeWindow = { s1: 0, s5: 1, s10: 2, s30: 3 } as const;

/** The state of one instrument. Prices in ticks, 0 for none; times in µs, -1 for none. */
export interface FeatureState {
  readonly intervalUs: TimeUs;
  readonly staleUs: TimeUs;
  /** The smallest price step of orders: no spread counts as smaller. */
  readonly stepTicks: PriceTicks;
  readonly book: OrderBook;
  /** The latest event time seen. Venue clocks step back a little between kinds of records. */
  nowUs: TimeUs;
  startedUs: TimeUs;
  gappedUntilUs: TimeUs;
  bidPrice: PriceTicks;
  bidQuantity: QuantityLots;
  askPrice: PriceTicks;
  askQuantity: QuantityLots;
  /** Whether the best level changed since the last vector. */
  changed: boolean;
  emittedUs: TimeUs;
  /** Changes of the best level: order flow, and quantity of both best levels, in lots. */
  readonly quotes: Windows;
  /** Moves of the mid price in half ticks, and their squares. */
  readonly moves: Windows;
  readonly slowMoves: Windows;
  /** Trades: signed quantity and quantity, in lots. */
  readonly trades: Windows;
  /** Quantity of five levels of both sides at each vector, in lots. */
  readonly depth: Windows;
  tradePrice: PriceTicks;
  tradeSide: -1 | 0 | 1;
  moveSide: -1 | 0 | 1;
  movedUs: TimeUs;
}

/** The state before the first record. */
export const emptyState = (
  intervalUs: TimeUs,
  staleUs: TimeUs,
  stepTicks: PriceTicks,
): FeatureState => ({
  intervalUs,
  staleUs,
  stepTicks,
  book: emptyBook(),
  nowUs: 0,
  startedUs: -1,
  gappedUntilUs: -1,
  bidPrice: 0,
  bidQuantity: 0,
  askPrice: 0,
  askQuantity: 0,
  changed: false,
  emittedUs: -1,
  quotes: makeWindows(1_000, [second / 10, second, 5 * second, 10 * second, 30 * second]),
  moves: makeWindows(1_000, [second / 10, second, 5 * second, 30 * second]),
  slowMoves: makeWindows(10_000, [slowUs]),
  trades: makeWindows(1_000, [second, 5 * second, 10 * second, 30 * second]),
  depth: makeWindows(100_000, [30 * second]),
  tradePrice: 0,
  tradeSide: 0,
  moveSide: 0,
  movedUs: -1,
});

/** Forgets everything: another session starts. */
export const resetState = (state: FeatureState): void => {
  resetBook(state.book);
  for (const windows of [state.quotes, state.moves, state.slowMoves, state.trades, state.depth]) {
    resetWindows(windows);
  }
  state.nowUs = 0;
  state.startedUs = -1;
  state.gappedUntilUs = -1;
  forgetBest(state);
  state.changed = false;
  state.emittedUs = -1;
  state.tradePrice = 0;
  state.tradeSide = 0;
  state.moveSide = 0;
  state.movedUs = -1;
};

/** Takes the time and the marks of a record. */
export const takeTime = (state: FeatureState, record: Quote | Trade | BookDelta): void => {
  const { eventTimeUs } = record;
  if (eventTimeUs < state.nowUs - stepBackUs) resetState(state);
  if (eventTimeUs > state.nowUs) state.nowUs = eventTimeUs;
  if (state.startedUs < 0) {
    state.startedUs = state.nowUs;
    state.movedUs = state.nowUs;
  }
  if ((record.flags & marketFlags.gapped) !== 0) state.gappedUntilUs = state.nowUs + warmUs;
};

/** Takes a loss that a live feed tells: what it missed is missing in the windows, and in the book. */
export const takeLoss = (state: FeatureState, { event, eventTimeUs }: FeedEvent): void => {
  if (event !== "gap" && event !== "disconnected") return;
  state.gappedUntilUs = Math.max(state.nowUs, eventTimeUs) + warmUs;
  state.book.gapped = true;
};

/** Takes an unmarked trade. */
export const takeTrade = (state: FeatureState, trade: Trade): void => {
  const side = tradeSideOf(
    trade,
    state.bidPrice + state.askPrice,
    state.tradePrice,
    state.tradeSide,
  );
  const quantity = Math.min(trade.quantityLots, largestQuantity);
  push(state.trades, state.nowUs, side * quantity, quantity);
  state.tradePrice = trade.priceTicks;
  state.tradeSide = side;
};

/** Takes what the book shows after a change. Returns whether there is a best level to decide on. */
export const takeBest = (state: FeatureState): boolean => {
  const { book } = state;
  if (book.open || book.gapped) return false;
  const bid = priceAt(book.bids, 0);
  const ask = priceAt(book.asks, 0);
  if (bid <= 0 || ask <= 0) {
    forgetBest(state);
    return false;
  }
  if (bid > ask) return false;
  const bidQuantity = Math.min(quantityAt(book.bids, 0), largestQuantity);
  const askQuantity = Math.min(quantityAt(book.asks, 0), largestQuantity);
  if (
    bid === state.bidPrice && ask === state.askPrice &&
    bidQuantity === state.bidQuantity && askQuantity === state.askQuantity
  ) return true;
  if (state.bidPrice > 0) {
    const flow = orderFlowOf(state, bid, bidQuantity, ask, askQuantity);
    push(state.quotes, state.nowUs, flow, bidQuantity + askQuantity);
    takeMove(state, bid + ask - state.bidPrice - state.askPrice);
  }
  state.bidPrice = bid;
  state.bidQuantity = bidQuantity;
  state.askPrice = ask;
  state.askQuantity = askQuantity;
  state.changed = true;
  return true;
};

const takeMove = (state: FeatureState, halfTicks: PriceHalfTicks): void => {
  if (halfTicks === 0) return;
  const move = Math.max(-largestMove, Math.min(largestMove, halfTicks));
  push(state.moves, state.nowUs, move, move * move);
  push(state.slowMoves, state.nowUs, move, move * move);
  state.moveSide = move > 0 ? 1 : -1;
  state.movedUs = state.nowUs;
};

const forgetBest = (state: FeatureState): void => {
  state.bidPrice = 0;
  state.bidQuantity = 0;
  state.askPrice = 0;
  state.askQuantity = 0;
};

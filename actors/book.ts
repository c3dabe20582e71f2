// The book actor: the best ten levels of an instrument, now and then.
import type { FeedEvent } from "../streams/feed.ts";
import { type BookSnapshot, marketFlags, snapshotLevels } from "../streams/market.ts";
import type { TimeUs } from "../streams/units.ts";
import type { Actor, Emit } from "./actor.ts";
import { type BookSide, priceAt, quantityAt } from "./measures/book-side.ts";
import {
  applyDelta,
  applyQuote,
  emptyBook,
  isCrossed,
  type OrderBook,
  resetBook,
} from "./measures/order-book.ts";

/** What the book actor remembers of one instrument. */
export interface BookState {
  readonly intervalUs: TimeUs;
  readonly book: OrderBook;
  /** The latest event time seen, and that of the last snapshot; -1 for none. */
  nowUs: TimeUs;
  emittedUs: TimeUs;
  /** The last snapshot: bid prices, bid quantities, offer prices, offer quantities, marks. */
  readonly last: Float64Array;
}

/** A record so much older than the latest means that the latest was wrong. */
const stepBackUs = 60_000_000;

/** Emits a snapshot when the best ten levels changed, at most one per instrument and interval. */
export const book: Actor<
  BookState,
  "quote" | "bookDelta" | "control" | "feedEvent",
  "bookSnapshot"
> = {
  name: "book",
  key: "instrument",
  receives: ["quote", "bookDelta", "control", "feedEvent"],
  emits: ["bookSnapshot"],
  settings: {
    intervalMs: {
      default: 100,
      minimum: 0,
      maximum: 60_000,
      comment: "Least event time between two snapshots of an instrument, in milliseconds",
    },
  },
  initial: ({ settings }) => ({
    intervalUs: settings["intervalMs"]! * 1_000,
    book: emptyBook(),
    nowUs: 0,
    emittedUs: -1,
    last: new Float64Array(4 * snapshotLevels + 1),
  }),
  receive: (state, message, emit) => {
    if (message._tag === "control") {
      if (message.control === "sessionStarted") reset(state);
      return;
    }
    if (message._tag === "feedEvent") return lose(state, message, emit);
    const whole = message._tag === "quote"
      ? applyQuote(state.book, message) && !state.book.open
      : applyDelta(state.book, message);
    if (!whole) return;
    const { eventTimeUs } = message;
    if (eventTimeUs > state.nowUs || eventTimeUs < state.nowUs - stepBackUs) {
      state.nowUs = eventTimeUs;
    }
    const since = state.nowUs - state.emittedUs;
    if (state.emittedUs >= 0 && since >= 0 && since < state.intervalUs) return;
    if (!remember(state)) return;
    state.emittedUs = state.nowUs;
    emit(snapshotOf(state, message.instrumentId));
  },
};

/** A book that a live feed lost is shown with its mark, until a whole one comes. */
const lose = (state: BookState, message: FeedEvent, emit: Emit<"bookSnapshot">): void => {
  if (message.event !== "gap" && message.event !== "disconnected") return;
  state.book.gapped = true;
  if (state.emittedUs < 0 || !remember(state)) return;
  emit(snapshotOf(state, message.instrumentId));
};

const reset = (state: BookState): void => {
  resetBook(state.book);
  state.nowUs = 0;
  state.emittedUs = -1;
  state.last.fill(0);
};

/** Keeps what the book shows now. Returns whether it is another than before. */
const remember = (state: BookState): boolean => {
  const { book, last } = state;
  const marks = (isCrossed(book) ? marketFlags.crossed : 0) |
    (book.gapped ? marketFlags.gapped : 0);
  const changed = rememberSide(book.bids, last, 0);
  const changedToo = rememberSide(book.asks, last, 2 * snapshotLevels);
  const marked = last[4 * snapshotLevels] !== marks;
  last[4 * snapshotLevels] = marks;
  return changed || changedToo || marked;
};

const rememberSide = (side: BookSide, last: Float64Array, at: number): boolean => {
  let changed = false;
  for (let level = 0; level < snapshotLevels; level++) {
    const price = priceAt(side, level);
    const quantity = quantityAt(side, level);
    const place = at + level;
    if (last[place] === price && last[place + snapshotLevels] === quantity) continue;
    changed = true;
    last[place] = price;
    last[place + snapshotLevels] = quantity;
  }
  return changed;
};

const snapshotOf = ({ last, nowUs }: BookState, instrumentId: number): BookSnapshot => ({
  _tag: "bookSnapshot",
  // The host stamps these two; to have room for them at once is quicker.
  position: 0,
  outputIndex: 0,
  instrumentId,
  eventTimeUs: nowUs,
  bidPriceTicks: part(last, 0),
  bidQuantityLots: part(last, 1),
  askPriceTicks: part(last, 2),
  askQuantityLots: part(last, 3),
  flags: last[4 * snapshotLevels]!,
});

const part = (last: Float64Array, index: number): number[] => {
  const levels: number[] = [];
  for (let level = 0; level < snapshotLevels; level++) {
    levels.push(last[index * snapshotLevels + level]!);
  }
  return levels;
};

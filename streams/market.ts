// What the market says: quotes, trades, the book by price level, and bars.
import {
  defineRecord,
  i64,
  i64s,
  oneOf,
  type RecordOf,
  timeUs,
  u16,
  u32,
  u64,
  u8,
} from "./record.ts";

/** Marks on a market record; a bit each. A marked record is kept, but the first three decide nothing. */
export const marketFlags = {
  /** The vendor marked it as a bad tick. */
  suspicious: 1,
  /** Bid above ask. */
  crossed: 2,
  /** Some records before it were lost, so what is derived from a book may be wrong. */
  gapped: 4,
  /** Bid equal to ask. */
  locked: 8,
} as const;

const ingest = { ingestTimeUs: timeUs("When we received it, by our clock") };

/** The best bid and offer of one instrument (L1). */
export const quote = defineRecord({
  tag: "quote",
  table: "quotes",
  comment:
    "Best bid and offer (L1). Price 0 means that side is empty, quantity 0 that it is not told",
  recordId: 1,
  ttlDays: 90,
  fields: {
    ...ingest,
    bidPriceTicks: i64("Best bid, in ticks; 0 where there is none"),
    bidQuantityLots: i64("Quantity at the best bid, in lots"),
    askPriceTicks: i64("Best offer, in ticks; 0 where there is none"),
    askQuantityLots: i64("Quantity at the best offer, in lots"),
    flags: u8("Marks: 1 suspicious, 2 crossed, 4 gapped, 8 locked"),
    updateId: u64("The venue's number of the update, as in book deltas; 0 where it has none"),
  },
});
export type Quote = RecordOf<typeof quote>;

/** One print on the tape. */
export const trade = defineRecord({
  tag: "trade",
  table: "trades",
  comment: "One print on the tape",
  recordId: 2,
  ttlDays: 90,
  fields: {
    ...ingest,
    tradeId: u64("The venue's number of the trade; 0 where it has none"),
    priceTicks: i64("Price, in ticks"),
    quantityLots: i64("Quantity, in lots"),
    aggressorSide: oneOf(["unknown", "buy", "sell"])("Who crossed the spread (FIX 851)"),
    flags: u8("Marks: 1 suspicious, 4 gapped"),
  },
});
export type Trade = RecordOf<typeof trade>;

/** Marks of a book delta; a bit each, above those of `marketFlags`. */
export const deltaFlags = {
  /** The row belongs to a full snapshot. */
  snapshot: 16,
  /** The first row of a snapshot: the book is emptied before it. */
  clear: 32,
  /** The last row of one venue message: the book is consistent after it. */
  last: 64,
} as const;

/** A change of one price level (L2). Quantity 0 removes the level. */
export const bookDelta = defineRecord({
  tag: "bookDelta",
  table: "book_deltas",
  comment: "A change of one price level (L2). Quantity 0 removes the level",
  recordId: 3,
  ttlDays: 30,
  fields: {
    ...ingest,
    side: oneOf(["buy", "sell"])("buy is the bid side, sell the offer side"),
    priceTicks: i64("Price of the level, in ticks"),
    quantityLots: i64("What rests there now, in lots; 0 removes the level"),
    updateId: u64("The venue's number of the update; 0 where it has none"),
    flags: u8("Marks: 4 gapped, 16 snapshot, 32 clears the book first, 64 last row of its message"),
  },
});
export type BookDelta = RecordOf<typeof bookDelta>;

/** Levels a side of a book snapshot. */
export const snapshotLevels = 10;

/** The best ten levels of a book, as seen after the record at its position. */
export const bookSnapshot = defineRecord({
  tag: "bookSnapshot",
  table: "book_snapshots",
  comment: "The best ten levels of a side; absent levels have price and quantity 0",
  recordId: 4,
  ttlDays: 30,
  fields: {
    bidPriceTicks: i64s(snapshotLevels)("Bid prices, best first, in ticks"),
    bidQuantityLots: i64s(snapshotLevels)("Bid quantities, in lots"),
    askPriceTicks: i64s(snapshotLevels)("Offer prices, best first, in ticks"),
    askQuantityLots: i64s(snapshotLevels)("Offer quantities, in lots"),
    flags: u8("Marks: 2 crossed, 4 gapped"),
  },
});
export type BookSnapshot = RecordOf<typeof bookSnapshot>;

/** Open, high, low, close and volume of the trades of an interval; emitted when the interval has ended. */
export const bar = defineRecord({
  tag: "bar",
  table: "bars",
  comment:
    "Open, high, low, close and volume of an interval, made by the bars actor; see also bars_1m",
  recordId: 5,
  ttlDays: 3650,
  fields: {
    intervalSeconds: u32("Length of the interval, in seconds; event_time is its start"),
    openTicks: i64("First price, in ticks"),
    highTicks: i64("Highest price, in ticks"),
    lowTicks: i64("Lowest price, in ticks"),
    closeTicks: i64("Last price, in ticks"),
    volumeLots: i64("Traded quantity, in lots"),
    buyVolumeLots: i64("Traded quantity with a buying aggressor, in lots"),
    trades: u32("Trades in the interval"),
    flags: u16("0: reserved"),
  },
});
export type Bar = RecordOf<typeof bar>;

/** What comes from a market source, and thus lies in the input log. */
export type Tick = Quote | Trade | BookDelta;

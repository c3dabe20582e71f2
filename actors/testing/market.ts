// Market records for tests and benchmarks: short to write, and a seeded market that does a bit of everything.
import {
  type BookDelta,
  deltaFlags,
  marketFlags,
  type Quote,
  type Tick,
  type Trade,
} from "../../streams/market.ts";

const common = { position: 0, outputIndex: 0, instrumentId: 1, eventTimeUs: 0, ingestTimeUs: 0 };

/** A quote: bid price and quantity, offer price and quantity. */
export const quoteOf = (
  bid: readonly [number, number],
  ask: readonly [number, number],
  more: Partial<Quote> = {},
): Quote => ({
  _tag: "quote",
  ...common,
  bidPriceTicks: bid[0],
  bidQuantityLots: bid[1],
  askPriceTicks: ask[0],
  askQuantityLots: ask[1],
  flags: 0,
  ...more,
});

/** A trade of a quantity at a price, without an aggressor. */
export const tradeOf = (
  priceTicks: number,
  quantityLots: number,
  more: Partial<Trade> = {},
): Trade => ({
  _tag: "trade",
  ...common,
  tradeId: 0,
  priceTicks,
  quantityLots,
  aggressorSide: "unknown",
  flags: 0,
  ...more,
});

/** A delta that is a whole message. */
export const deltaOf = (
  side: BookDelta["side"],
  priceTicks: number,
  quantityLots: number,
  more: Partial<BookDelta> = {},
): BookDelta => ({
  _tag: "bookDelta",
  ...common,
  side,
  priceTicks,
  quantityLots,
  updateId: 0,
  flags: deltaFlags.last,
  ...more,
});

/** A seeded generator of numbers from 0 up to 1 (mulberry32). */
export const seededRandom = (seed: number): () => number => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
};

/** What `randomTicks` makes. */
export interface RandomMarket {
  readonly seed: number;
  readonly records: number;
  readonly instruments: number;
  /** Mean time between two records, in µs. */
  readonly meanGapUs?: number;
  /** Share of records that are marked, crossed, one-sided or late: 0 to 1. */
  readonly dirt?: number;
}

/**
 * Ticks of several instruments with positions from 1: quotes and trades on all, on every second one
 * also deltas with snapshots. Not a model of a market, but everything that comes from one, comes.
 */
export const randomTicks = (options: RandomMarket): Tick[] => {
  const { seed, records, instruments, meanGapUs = 500, dirt = 0 } = options;
  const random = seededRandom(seed);
  const below = (count: number) => Math.floor(random() * count);
  const mids = Array.from({ length: instruments }, () => 10_000 + below(10_000));
  const ticks: Tick[] = [];
  let now = 1_700_000_000_000_000;
  while (ticks.length < records) {
    now += Math.floor(-Math.log(1 - random()) * meanGapUs);
    const instrumentId = 1 + below(instruments);
    const mid = mids[instrumentId - 1]! += random() < 0.1 ? below(3) - 1 : 0;
    const dirty = random() < dirt;
    const eventTimeUs = dirty ? now - below(10_000) : now;
    const at = { instrumentId, eventTimeUs, ingestTimeUs: now };
    const marks = dirty ? below(16) : 0;
    const kind = random();
    if (kind < 0.15) {
      const aggressorSide = (["unknown", "buy", "sell"] as const)[below(3)]!;
      const flags = marks & (marketFlags.suspicious | marketFlags.gapped);
      ticks.push(tradeOf(mid + below(3) - 1, 1 + below(50), { ...at, aggressorSide, flags }));
    } else if (kind < 0.5 || instrumentId % 2 === 1) {
      const bid = dirty && random() < 0.1 ? 0 : mid - 1 - below(2) + (dirty ? below(5) : 0);
      const ask = dirty && random() < 0.1 ? 0 : mid + below(2);
      ticks.push(quoteOf([bid, below(100)], [ask, below(100)], { ...at, flags: marks }));
    } else {
      const clears = random() < 0.01;
      const rows = clears ? 40 : 1 + below(4);
      for (let row = 0; row < rows; row++) {
        const side = below(2) === 0 ? "buy" : "sell";
        const away = below(random() < 0.1 ? 200 : 12);
        const price = side === "buy" ? mid - 1 - away : mid + away;
        const flags = (clears ? deltaFlags.snapshot : marks & marketFlags.gapped) |
          (clears && row === 0 ? deltaFlags.clear : 0) | (row === rows - 1 ? deltaFlags.last : 0);
        ticks.push(deltaOf(side, price, clears ? 1 + below(90) : below(90), { ...at, flags }));
      }
    }
  }
  ticks.length = records;
  for (let i = 0; i < records; i++) ticks[i]!.position = i + 1;
  return ticks;
};

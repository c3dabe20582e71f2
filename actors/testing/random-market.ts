// A seeded market that does a bit of everything, for property tests and benchmarks.
import { deltaFlags, marketFlags, type Tick } from "../../streams/market.ts";
import { randomFrom } from "./random.ts";
import { deltaRow, quoteRow, tradeRow } from "./rows.ts";

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
  const { next: random, between } = randomFrom(seed);
  const below = (count: number) => between(0, count - 1);
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
      const priceTicks = mid + below(3) - 1;
      ticks.push(
        tradeRow({ ...at, priceTicks, quantityLots: 1 + below(50), aggressorSide, flags }),
      );
    } else if (kind < 0.5 || instrumentId % 2 === 1) {
      const bid = dirty && random() < 0.1 ? 0 : mid - 1 - below(2) + (dirty ? below(5) : 0);
      const ask = dirty && random() < 0.1 ? 0 : mid + below(2);
      const quantities = { bidQuantityLots: below(100), askQuantityLots: below(100) };
      const prices = { bidPriceTicks: bid, askPriceTicks: ask };
      ticks.push(quoteRow({ ...at, ...prices, ...quantities, flags: marks }));
    } else {
      const clears = random() < 0.01;
      const rows = clears ? 40 : 1 + below(4);
      for (let row = 0; row < rows; row++) {
        const side = below(2) === 0 ? "buy" : "sell";
        const away = below(random() < 0.1 ? 200 : 12);
        const priceTicks = side === "buy" ? mid - 1 - away : mid + away;
        const quantityLots = clears ? 1 + below(90) : below(90);
        const flags = (clears ? deltaFlags.snapshot : marks & marketFlags.gapped) |
          (clears && row === 0 ? deltaFlags.clear : 0) | (row === rows - 1 ? deltaFlags.last : 0);
        ticks.push(deltaRow({ ...at, side, priceTicks, quantityLots, flags }));
      }
    }
  }
  ticks.length = records;
  for (let i = 0; i < records; i++) ticks[i]!.position = i + 1;
  return ticks;
};

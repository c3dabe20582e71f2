// Bars of every interval are those of the raw trades, however these come: shuffled, late, and more than once.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { randomFrom } from "../../actors/testing/random.ts";
import { tradeRow } from "../../actors/testing/rows.ts";
import { InstrumentRegistry } from "../../streams/instruments.ts";
import { marketFlags, type Trade } from "../../streams/market.ts";
import { startTestServers, type TestServers } from "../local/testing.ts";
import { migrate } from "./migrate.ts";
import { recordInstruments } from "./record-instruments.ts";
import { type TestStore, testStore } from "./testing.ts";

const registry = new InstrumentRegistry();
const seconds = { "1s": 1, "1m": 60, "5m": 300, "1h": 3600, "1d": 86_400 } as const;
const intervals = Object.keys(seconds) as (keyof typeof seconds)[];

/** Trades of three instruments over three days, in bursts, many at one moment, some marked as bad. */
const trades = (seed: number, count: number): Trade[] => {
  const { next, between } = randomFrom(seed);
  let eventTimeUs = Date.UTC(2026, 0, 30, 22) * 1000;
  return Array.from({ length: count }, (_, position) => {
    const gap = next();
    eventTimeUs += gap < 0.3 ? 0 : gap < 0.95 ? between(1, 400_000) : between(1, 120_000_000);
    return tradeRow({
      position: position + 1,
      instrumentId: between(1, 3),
      eventTimeUs,
      ingestTimeUs: eventTimeUs,
      priceTicks: between(9_000, 11_000),
      quantityLots: between(1, 50),
      flags: next() < 0.02 ? marketFlags.suspicious : 0,
    });
  });
};

interface Bar {
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
  trades: number;
}

/** The bars, computed plainly; keyed by instrument and start. */
const reference = (all: readonly Trade[], width: number): Map<string, Bar> => {
  const bars = new Map<string, Bar>();
  for (const { instrumentId, eventTimeUs, priceTicks, quantityLots, flags } of all) {
    if ((flags & marketFlags.suspicious) !== 0) continue;
    const start = Math.floor(eventTimeUs / 1e6 / width) * width;
    const key = `${registry.require(instrumentId).name} ${start}`;
    const bar = bars.get(key);
    if (bar === undefined) {
      const price = priceTicks;
      bars.set(key, {
        ...{ open: price, high: price, low: price, close: price },
        ...{ volume: quantityLots, trades: 1 },
      });
      continue;
    }
    bar.high = Math.max(bar.high, priceTicks);
    bar.low = Math.min(bar.low, priceTicks);
    bar.close = priceTicks;
    bar.volume += quantityLots;
    bar.trades++;
  }
  return bars;
};

let servers: TestServers;
let store: TestStore;
const all = trades(5, 20_000);
beforeAll(async () => {
  servers = await startTestServers({ nats: false });
  store = testStore(servers);
  await store.run((tables) => migrate(tables));
  await store.run((tables) => recordInstruments(tables, registry.all));
  const { between } = randomFrom(6);
  const shuffled = [...all];
  for (let i = shuffled.length - 1; i > 0; i--) {
    const other = between(0, i);
    [shuffled[i], shuffled[other]] = [shuffled[other]!, shuffled[i]!];
  }
  // A batch lies in one month, as the recorder's do; a fifth of them come twice, in between others.
  const batches = Array.from({ length: 20 }, (_, i) => shuffled.slice(i * 1_000, (i + 1) * 1_000))
    .flatMap((
      batch,
    ) => [...Map.groupBy(batch, ({ eventTimeUs }) => monthOf(eventTimeUs)).values()]);
  const again = batches.filter((_, i) => i % 5 === 0);
  for (const batch of [...batches, ...again]) {
    await store.record(batch, `${batch[0]!.position}-${batch.length}`);
  }
});
afterAll(() => servers?.stop());

const monthOf = (timeUs: number): number => new Date(timeUs / 1000).getUTCMonth();

describe("bars", () => {
  it.each(intervals)("of %s are the reference's", async (interval) => {
    const start = interval === "1m" ? "minute" : "start";
    const rows = await store.query<Record<string, number | string>>(
      `SELECT b.instrument AS instrument, toUnixTimestamp(b.${start}) AS at,
        toInt64(b.open / i.tick_size) AS open, toInt64(b.high / i.tick_size) AS high,
        toInt64(b.low / i.tick_size) AS low, toInt64(b.close / i.tick_size) AS close,
        toInt64(b.volume / i.lot_size) AS volume, b.trades AS trades
      FROM v_bars_${interval} AS b INNER JOIN instruments AS i FINAL ON i.name = b.instrument`,
    );
    const found = new Map(
      rows.map(({ instrument, at, ...bar }) => [`${instrument} ${at}`, bar as unknown as Bar]),
    );
    const expected = reference(all, seconds[interval]);
    expect(expected.size).toBeGreaterThan(interval === "1d" ? 5 : 50);
    expect(found.size).toBe(expected.size);
    for (const [key, bar] of expected) expect(found.get(key), key).toEqual(bar);
  });

  it("hold every trade once", async () => {
    const good = all.filter(({ flags }) => flags === 0).length;
    for (const interval of intervals) {
      const [row] = await store.query<{ trades: number }>(
        `SELECT toUInt32(sum(trades)) AS trades FROM bars_${interval}`,
      );
      expect(row!.trades, interval).toBe(good);
    }
  });
});

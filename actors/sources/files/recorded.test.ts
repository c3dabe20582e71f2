// Real recordings: every row of a source is one record, and sums and times are those of the source.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { describe, expect, it } from "vitest";
import { deltaFlags, marketFlags, type Tick } from "../../../streams/market.ts";
import { applyDelta, emptyBook } from "../../measures/order-book.ts";
import { priceAt, quantityAt } from "../../measures/book-side.ts";
import { filesSource } from "./source.ts";

const shared = process.env["CONTRAIL_SHARED_DATA"] ??
  fileURLToPath(new URL("../../../../shared/data", import.meta.url));
/** Milliseconds: half a million rows take seconds to read the slow way, to compare with. */
const slow = 120_000;
const isAbsent = !existsSync(shared);
if (isAbsent) console.warn(`Skipped: the recordings in ${shared} are not on this machine`);

/** Rows, sums of counts of steps (all below 2^53), and first and last time. */
interface Totals {
  rows: number;
  readonly sums: Record<string, number>;
  least: number;
  most: number;
}
const totals = (): Totals => ({ rows: 0, sums: {}, least: Infinity, most: -Infinity });
const add = (all: Totals, time: number, values: Readonly<Record<string, number>>): void => {
  all.rows++;
  all.least = Math.min(all.least, time);
  all.most = Math.max(all.most, time);
  for (const name in values) all.sums[name] = (all.sums[name] ?? 0) + values[name]!;
};

type Row = Readonly<Record<string, unknown>>;

/** The columns of a table, and how many steps make one unit of price or quantity. */
interface Columns {
  readonly time: (row: Row) => number;
  readonly prices: Readonly<Record<string, string>>;
  readonly quantities?: Readonly<Record<string, string>>;
  readonly ticks: number;
  readonly lots?: number;
}

const readTable = async (file: string, columns?: string[]): Promise<Row[]> => {
  const buffer = await asyncBufferFromFile(join(shared, file));
  return await parquetReadObjects({
    file: buffer,
    compressors,
    ...(columns === undefined ? {} : { columns }),
  });
};

/** The totals of a file as hyparquet reads it: its doubles are rounded to the nearest step. */
const expected = async (
  file: string,
  { time, prices, quantities = {}, ticks, lots = 1 }: Columns,
): Promise<Totals> => {
  const all = totals();
  for (const row of await readTable(file)) {
    const values: Record<string, number> = {};
    for (const name in prices) values[name] = Math.round(Number(row[prices[name]!]) * ticks);
    for (const name in quantities) values[name] = Math.round(Number(row[quantities[name]!]) * lots);
    add(all, time(row), values);
  }
  return all;
};

/** What a replay gives, by kind of tick. Nothing of it may be refused. */
const replayed = async (...files: string[]) => {
  const source = await filesSource({ files: files.map((file) => join(shared, file)), speed: 0 });
  const kinds = { quote: totals(), trade: totals(), bookDelta: totals() };
  const ticks: Tick[] = [];
  const refused: string[] = [];
  const refuse = (one: { place: string; field: string }) =>
    void (one.field === "file" || refused.push(one.place));
  for await (const batch of source.open(undefined, refuse, new AbortController().signal)) {
    for (const tick of batch.ticks as Tick[]) {
      const values: Readonly<Record<string, number>> = tick._tag === "quote"
        ? {
          bid: tick.bidPriceTicks,
          ask: tick.askPriceTicks,
          bidQuantity: tick.bidQuantityLots,
          askQuantity: tick.askQuantityLots,
        }
        : { price: tick.priceTicks, quantity: tick.quantityLots };
      add(kinds[tick._tag], tick.eventTimeUs, values);
      ticks.push(tick);
    }
  }
  expect(refused).toEqual([]);
  return { ...kinds, ticks, total: source.totalRecords };
};

/** The place of the first tick that differs; -1 where none does. */
const firstDifference = (some: readonly Tick[], others: readonly Tick[]): number =>
  some.findIndex((tick, i) => {
    const other = others[i] as unknown as Row | undefined;
    for (const key in tick) {
      if ((tick as unknown as Row)[key] !== other?.[key]) return true;
    }
    return false;
  });

const micros = (row: Row): number => Number(row["ts_us"]);
const millis = (...columns: string[]) => (row: Row): number => {
  for (const column of columns) if (Number(row[column]) > 0) return Number(row[column]) * 1000;
  return Number((row["local_ts_ns"] as bigint) / 1000n);
};
const binance = "binance-l2-20240808/";
const traded = { prices: { price: "price" }, quantities: { quantity: "qty" } };
const sized = {
  prices: { bid: "bid_px", ask: "ask_px" },
  quantities: { bidQuantity: "bid_qty", askQuantity: "ask_qty" },
};

describe.skipIf(isAbsent)("replaying real recordings", () => {
  it("gives every quote and trade of a US equity", async () => {
    const day = "us-equity-ticks-201310/BAC/20131007";
    const given = await replayed(`${day}_quotes.parquet`, `${day}_trades.parquet`);
    expect(given.quote).toEqual(
      await expected(`${day}_quotes.parquet`, {
        time: micros,
        prices: sized.prices,
        quantities: { bidQuantity: "bid_sz", askQuantity: "ask_sz" },
        ticks: 1e4,
      }),
    );
    expect(given.trade).toEqual(
      await expected(`${day}_trades.parquet`, {
        time: micros,
        prices: { price: "price" },
        quantities: { quantity: "size" },
        ticks: 1e4,
      }),
    );
    expect(given.ticks.length).toBe(given.total);
  }, slow);

  it("gives every row of the tables of a Binance recording", async () => {
    const folder = `${binance}spot_btcusdt`;
    const given = await replayed(folder);
    const units = { ticks: 100, lots: 1e6 };
    const table = (kind: string, of: Omit<Columns, "ticks">) =>
      expected(`${folder}/${kind}.parquet`, { ...of, ...units });
    const time = millis("tx_ts_ms", "event_ts_ms");
    expect(given.trade).toEqual(
      await table("trades", { ...traded, time: millis("trade_ts_ms") }),
    );
    expect(given.quote).toEqual(await table("bbo", { ...sized, time }));
    expect(given.bookDelta).toEqual(await table("depth", { ...traded, time }));
    expect(given.ticks.length).toBe(given.total);
  }, slow);

  it("gives the same ticks from a raw recording as from its tables", async () => {
    const raw = await replayed(`${binance}raw/usdm_ethusdt_20240808.gz`);
    const tables = await replayed(`${binance}usdm_ethusdt`);
    expect(raw.ticks.length).toBe(498_730);
    expect(tables.ticks.length).toBe(498_730);
    expect(firstDifference(raw.ticks, tables.ticks)).toBe(-1);
  }, slow);

  it("joins depth and snapshot without a gap, and the book is the published one", async () => {
    const { ticks } = await replayed(`${binance}usdm_btcusdt/depth.parquet`);
    const columns = ["local_ts_ns", "bid_px_1", "bid_qty_1", "ask_px_1", "ask_qty_1"];
    const rows = await readTable(`${binance}usdm_btcusdt/book10.parquet`, columns);
    const published = new Map(
      rows.map((row) => [Number(row["local_ts_ns"] as bigint / 1000n), row]),
    );
    const book = emptyBook();
    let compared = 0;
    for (const tick of ticks) {
      if (tick._tag !== "bookDelta") continue;
      expect(tick.flags & marketFlags.gapped).toBe(0);
      if (!applyDelta(book, tick) || (tick.flags & deltaFlags.snapshot) !== 0) continue;
      const row = published.get(tick.ingestTimeUs);
      if (row === undefined) continue;
      const [bid, ask] = [book.bids, book.asks].map((side) => priceAt(side, 0) / 10);
      const [bought, sold] = [book.bids, book.asks].map((side) => quantityAt(side, 0) / 1000);
      const got = { bid_px_1: bid, bid_qty_1: bought, ask_px_1: ask, ask_qty_1: sold };
      for (const [name, value] of Object.entries(got)) {
        expect(value, `${name} at ${tick.ingestTimeUs}`).toBeCloseTo(row[name] as number, 6);
      }
      compared++;
    }
    expect(compared).toBe(6_545);
  }, slow);

  it("gives every row of FX, futures, Coinbase and Bitstamp", async () => {
    const fx = "fx-ticks-201405/EURUSD_oanda_20140501_20140509.parquet";
    const quotes = await replayed(fx);
    expect(quotes.quote).toMatchObject(
      await expected(fx, { time: micros, prices: { bid: "bid", ask: "ask" }, ticks: 1e5 }),
    );
    const gold = "us-futures-201310/GC_trade_ticks_20131007_20131008.parquet";
    const size = { prices: { price: "price" }, quantities: { quantity: "size" }, ticks: 10 };
    expect((await replayed(gold)).trade).toEqual(await expected(gold, { ...size, time: micros }));
    const coinbase = "coinbase-nasdaq-20230905/coinbase_btcusd_trades.parquet";
    const units = { ticks: 100, lots: 1e8 };
    expect((await replayed(coinbase)).trade).toEqual(
      await expected(coinbase, { ...traded, ...units, time: micros }),
    );
    const bitstamp = await replayed("bitstamp-l3-20150501");
    const file = (kind: string) => `bitstamp-l3-20150501/${kind}.parquet`;
    const local = { ...traded, ...units, time: millis("local_ts_ms") };
    expect(bitstamp.trade).toEqual(await expected(file("trades"), local));
    expect(bitstamp.bookDelta).toEqual(await expected(file("book20"), local));
  }, slow);
});

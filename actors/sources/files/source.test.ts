// A replay gives the good part of its files, refuses the rest aloud, and goes on where it stopped.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { openSource } from "../roster.ts";
import type { TickSource } from "../source.ts";
import { parquetBytes } from "./testing/parquet-writer.ts";
import { takeAll, temporaryFolder } from "./testing/ticks.ts";

const files = (contents: Readonly<Record<string, string | Uint8Array>>): string => {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(contents)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
};
const replay = (folder: string, ...names: string[]): Promise<TickSource> =>
  openSource({
    source: "replay",
    files: names.length === 0 ? [folder] : names.map((name) => join(folder, name)),
    speed: 0,
    seed: 1,
  });
const trades = (...rows: string[]): string =>
  ["instrument,ts_us,price,qty", ...rows].join("\n") + "\n";
const many = (count: number, name = "AIG.sip"): string =>
  trades(...Array.from({ length: count }, (_, i) => `${name},${1e15 + i},48.5,${i}`));

describe("a replay of files", () => {
  it("refuses bad values with field, value and place, and gives the rest", async () => {
    const folder = files({
      "t.csv": trades(
        "AIG.sip,1381219200000000,48.50,100",
        "AIG.sip,1381219200000001,NaN,100",
        "AIG.sip,1381219200000002,Infinity,100",
        "AIG.sip,1381219200000003,48.50001,100",
        "AIG.sip,1381219200000004,-1,100",
        "AIG.sip,1381219200000005,48.51,-5",
        "AIG.sip,0,48.51,5",
        "AIG.sip,soon,48.51,5",
        "NOSUCH.sip,1381219200000006,48.51,5",
        "AIG.sip,1381219200000007,48.52,1",
      ),
    });
    const { ticks, refusals, failure } = await takeAll(await replay(folder));
    expect(failure).toBe("");
    expect(ticks.map((tick) => tick.eventTimeUs)).toEqual([1381219200000000, 1381219200000007]);
    expect(refusals.map(({ field, value, count }) => [field, value, count])).toEqual([
      ["price", "NaN", 1],
      ["qty", "-5", 1],
      ["ts_us", "0", 1],
      ["instrument", "NOSUCH.sip", 1],
      ["price", "-1", 4],
      ["ts_us", "soon", 2],
    ]);
    expect(refusals[0]!.place).toMatch(/t\.csv row 2$/);
    expect(refusals[0]!.expected).toBe("a multiple of 0.0001, 0 or more");
  });

  it("tells the first of a kind of refusal, then powers of ten, and all at the end", async () => {
    const rows = Array.from({ length: 150 }, () => "NOSUCH.sip,1381219200000006,48.51,5");
    const { refusals } = await takeAll(await replay(files({ "t.csv": trades(...rows) })));
    expect(refusals.map((one) => one.count)).toEqual([1, 10, 100, 150]);
  });

  it("marks crossed and locked quotes, and keeps them", async () => {
    const folder = files({
      "q.csv": "instrument,ts_us,bid_px,ask_px\n" +
        "EURUSD.fxcm,1398902400292000,1.2,1.1\nEURUSD.fxcm,1398902400292000,1.2,1.2\n",
    });
    const { ticks } = await takeAll(await replay(folder));
    expect(ticks.map((tick) => tick.flags)).toEqual([2, 8]);
  });

  it("merges files by time, quotes before trades, and keeps the order of a file", async () => {
    const folder = files({
      "AIG/20131007_trades.csv": "ts_us,price,size,exchange\n10,1,1,P\n20,1,2,P\n20,1,3,P\n",
      "AIG/20131007_quotes.csv":
        "ts_us,bid_px,bid_sz,ask_px,ask_sz\n10,1,1,2,1\n20,1,2,2,1\n30,1,3,2,1\n",
    });
    const { ticks } = await takeAll(await replay(folder));
    expect(ticks.map((tick) => `${tick._tag} ${tick.eventTimeUs}`)).toEqual([
      "quote 10",
      "trade 10",
      "quote 20",
      "trade 20",
      "trade 20",
      "quote 30",
    ]);
  });

  it("reads packed files as the plain one", async () => {
    const text = many(20_000);
    const plain = (await takeAll(await replay(files({ "t.csv": text })))).ticks;
    expect(plain).toHaveLength(20_000);
    for (
      const [name, packed] of [["t.csv.gz", gzipSync(text)], [
        "t.csv.zst",
        zstdCompressSync(text),
      ]] as const
    ) {
      expect((await takeAll(await replay(files({ [name]: packed })))).ticks).toEqual(plain);
    }
  });

  it("gives the good lines of a file that is cut off, and all other files, then fails", async () => {
    const packed = gzipSync(many(50_000));
    const folder = files({
      "a.csv.gz": packed.subarray(0, packed.length / 2),
      "b.csv": many(1000, "BAC.sip"),
      "c.parquet": parquetBytes([{ name: "ts_us", type: "INT64" }], [[[1n]]]).subarray(0, 60),
    });
    const { ticks, failure, refusals } = await takeAll(await replay(folder));
    const [aig, bac] = [201, 202].map((id) => ticks.filter((tick) => tick.instrumentId === id));
    expect(bac).toHaveLength(1000);
    expect(aig!.length).toBeGreaterThan(10_000);
    expect(failure).toMatch(/a\.csv\.gz: cannot be read .*: \d+ good lines came before/);
    expect(failure).toMatch(/c\.parquet: no readable Parquet footer/);
    expect(refusals.filter((one) => one.field === "file")).toHaveLength(2);
  });

  it("goes on where it stopped", async () => {
    const folder = files({ "t.csv": many(20_000) });
    const all = (await takeAll(await replay(folder))).ticks;
    const rest = (await takeAll(await replay(folder), { records: 12_345, startedUs: 0 })).ticks;
    expect(rest).toEqual(all.slice(12_345));
  });

  it("gives an instrument that is not built in the same id every time", async () => {
    const quotes = "ts_us,bid_px,bid_sz,ask_px,ask_sz\n10,1,1,2,1\n";
    const one = await replay(files({ "MSFT/q.csv": quotes }));
    const two = await replay(files({ "MSFT/q.csv": quotes, "XOM/q.csv": quotes }));
    expect(two.instruments.find((other) => other.symbol === "MSFT")).toEqual(one.instruments[0]);
    expect(one.instruments[0]!.instrumentId).toBeGreaterThanOrEqual(10_000);
  });

  it.each<[string, Readonly<Record<string, string>>, RegExp]>([
    ["absent.csv", {}, /Cannot replay ".*absent\.csv": no such file or folder/],
    [".", {}, /the folder has no \.parquet, \.csv, \.gz or \.zst file/],
    [
      "x.csv",
      { "x.csv": "a,b\n1,2\n" },
      /x\.csv" \(a, b\): no known layout has these columns.*Known are binance/,
    ],
    ["b.csv", { "b.csv": "ts_us,open,high,low,close\n" }, /\(bars\): bars, not ticks/],
    ["q.csv", { "q.csv": "ts_us,bid,ask\n1,2,3\n" }, /its path does not tell the instrument/],
    ["x.csv.gz", { "x.csv.gz": "BZh91" }, /x\.csv\.gz": it is packed by bzip2, expected gzip/],
    ["p.parquet", { "p.parquet": "no parquet" }, /Nothing to replay: .*p\.parquet: no readable/],
  ])("says what is wrong with %s", async (name, contents, message) => {
    await expect(replay(files(contents), name)).rejects.toThrow(message);
  });

  it("gives the same ticks at any speed", async () => {
    const folder = files({ "t.csv": many(20_000) });
    const options = { source: "replay", files: [folder], seed: 1 } as const;
    const paced = await takeAll(await openSource({ ...options, speed: 1e6 }));
    expect(paced.ticks).toEqual((await takeAll(await replay(folder))).ticks);
  });

  it("goes on with the next file of a raw recording where one is cut off", async () => {
    const message = (id: number) =>
      `1723161255${id}0 {"stream":"x","data":{"e":"trade","E":1,"T":1723161255088,"s":"BTCUSDT",` +
      `"t":${id},"p":"61800.${id % 10}","q":"0.001","m":false}}`;
    const lines = (from: number) =>
      Array.from({ length: 20_000 }, (_, i) => message(from + i)).join("\n") + "\n";
    const first = gzipSync(lines(10_000_000));
    const folder = files({
      "usdm_btcusdt_20240808.gz": first.subarray(0, first.length - 10_000),
      "usdm_btcusdt_20240809.gz": gzipSync(lines(20_000_000)),
    });
    const { ticks, failure, refusals } = await takeAll(await replay(folder));
    expect(failure).toMatch(/usdm_btcusdt_20240808\.gz: cannot be read/);
    expect(refusals.map((one) => one.field)).toEqual(["file"]);
    const second = ticks.filter((tick) => tick._tag === "trade" && tick.tradeId >= 20_000_000);
    expect(second).toHaveLength(20_000);
    expect(ticks.length).toBeGreaterThan(20_000);
  });

  it("refuses lines and messages of a raw recording that it cannot read", async () => {
    const folder = files({
      "spot_btcusdt_20240808": [
        '1723161255088176367 {"stream":"x","data":{"u":7,"b":"1.00","B":"2","a":"1.01","A":"3"}}',
        '1723161255088176367 {"stream":"x","data":{"e":"kline"}}',
        '1723161255088176367 {"stream":"x","data":{"e":"trade","p":"x","q":"1","t":1}}',
        '1723161255088176367 {"stream":"x","da',
        "nonsense",
      ].join("\n"),
    });
    const { ticks, refusals } = await takeAll(await replay(folder, "spot_btcusdt_20240808"));
    expect(ticks).toMatchObject([{ _tag: "quote", instrumentId: 103, updateId: 7 }]);
    expect(refusals.map((one) => one.field)).toEqual(["message", "p", "line", "message"]);
  });

  it("ends at once when it is told to, in the middle of a silence", async () => {
    const folder = files({ "t.csv": trades("AIG.sip,1,1,1", "AIG.sip,3600000000,1,1") });
    const source = await openSource({ source: "replay", files: [folder], speed: 1, seed: 1 });
    const stop = new AbortController();
    const batches = source.open(undefined, () => {}, stop.signal)[Symbol.asyncIterator]();
    expect((await batches.next()).value?.ticks).toHaveLength(1);
    const next = batches.next();
    stop.abort();
    expect((await next).done).toBe(true);
  });
});

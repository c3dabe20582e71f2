// The book rebuilt from a real recording equals the one its publisher rebuilt.
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  readTable,
  type RecordedTick,
  recordedTicks,
  recordingFolder,
  usdmBtcusdt as units,
} from "../../perf/actors/recorded.ts";
import { type BookSide, levelsOf, priceAt, quantityAt } from "./book-side.ts";
import { applyDelta, applyQuote, emptyBook, isSound } from "./order-book.ts";

const name = "binance-l2-20240808/usdm_btcusdt";
const folder = recordingFolder(name);
if (folder === undefined) console.warn(`Skipped: the recording ${name} is not on this machine`);

const show = (side: BookSide, levels: number): number[] =>
  Array.from({ length: levels }, (_, level) => [priceAt(side, level), quantityAt(side, level)])
    .flat();
const levelsIn = (row: Readonly<Record<string, unknown>>, side: string, levels: number): number[] =>
  Array.from({ length: levels }, (_, level) => [
    Math.round(row[`${side}_px_${level + 1}`] as number * units.ticksPerUnit),
    Math.round(row[`${side}_qty_${level + 1}`] as number * units.lotsPerUnit),
  ]).flat();

describe.skipIf(folder === undefined)("a recorded book", () => {
  let ticks: Promise<RecordedTick[]> | undefined;
  const recording = () => ticks ??= recordedTicks(folder!, units);

  it("has the ten best levels of the published book after each depth message", async () => {
    const expected = await readTable(join(folder!, "book10.parquet"));
    const book = emptyBook();
    let compared = 0;
    for (const { line, tick } of await recording()) {
      if (tick._tag !== "bookDelta" || !applyDelta(book, tick)) continue;
      const row = expected[compared];
      if (row === undefined || Number(row["seq"]) !== line) continue;
      compared++;
      const got = [...show(book.bids, 10), ...show(book.asks, 10)];
      expect(got, `line ${line}`).toEqual([
        ...levelsIn(row, "bid", 10),
        ...levelsIn(row, "ask", 10),
      ]);
    }
    expect(compared).toBe(expected.length);
    expect(compared).toBe(6_545);
  });

  it("agrees with a merge by update ids on the best level, and never crosses", async () => {
    const rows = await readTable(join(folder!, "lob10_events.parquet"));
    const byLine = new Map(rows.map((row) => [Number(row["seq"]), row]));
    const book = emptyBook();
    let [same, other] = [0, 0];
    for (const { line, tick } of await recording()) {
      if (tick._tag === "trade") continue;
      const whole = tick._tag === "quote" ? applyQuote(book, tick) : applyDelta(book, tick);
      if (!whole) continue;
      expect(isSound(book), `line ${line}`).toBe(true);
      const row = byLine.get(line);
      if (row === undefined || levelsOf(book.bids) === 0) continue;
      const got = [...show(book.bids, 1), ...show(book.asks, 1)].join();
      if (got === [...levelsIn(row, "bid", 1), ...levelsIn(row, "ask", 1)].join()) same++;
      else other++;
    }
    expect([same, other]).toEqual([rows.length, 0]);
  });
});

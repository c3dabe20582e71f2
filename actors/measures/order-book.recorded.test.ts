// The book rebuilt from a real recording equals the one its publisher rebuilt.
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  readTable,
  type RecordedTick,
  recordedTicks,
  type RecordedUnits,
  recordingFolder,
  spotBtcusdt,
  type TableRow,
  usdmBtcusdt,
} from "../../perf/actors/recorded.ts";
import { type BookSide, priceAt, quantityAt } from "./book-side.ts";
import { applyDelta, applyQuote, emptyBook, isSound } from "./order-book.ts";

const instruments = [["usdm_btcusdt", usdmBtcusdt], ["spot_btcusdt", spotBtcusdt]] as const;
const folder = recordingFolder("binance-l2-20240808");
if (folder === undefined) console.warn("Skipped: the Binance recordings are not on this machine");

const show = (side: BookSide, levels: number): string =>
  Array.from(
    { length: levels },
    (_, level) => `${priceAt(side, level)}x${quantityAt(side, level)}`,
  ).join(" ");
const levelsIn = (row: TableRow, side: string, levels: number, units: RecordedUnits): string =>
  Array.from({ length: levels }, (_, level) => {
    const price = row[`${side}_px_${level + 1}`] as number * units.ticksPerUnit;
    const quantity = row[`${side}_qty_${level + 1}`] as number * units.lotsPerUnit;
    return `${Math.round(price)}x${Math.round(quantity)}`;
  }).join(" ");

describe.skipIf(folder === undefined).each(instruments)(
  "the recorded book of %s",
  (name, units) => {
    let ticks: Promise<RecordedTick[]> | undefined;
    const recording = () => ticks ??= recordedTicks(join(folder!, name), units);
    const rowsOf = async (table: string) =>
      await readTable(join(folder!, name, `${table}.parquet`));

    it("has the ten best levels of the published book after each depth message", async () => {
      const rows = await rowsOf("book10");
      const book = emptyBook();
      let compared = 0;
      for (const { line, tick } of await recording()) {
        if (tick._tag !== "bookDelta" || !applyDelta(book, tick)) continue;
        const row = rows[compared];
        if (row === undefined || Number(row["seq"]) !== line) continue;
        compared++;
        const expected = `${levelsIn(row, "bid", 10, units)} | ${levelsIn(row, "ask", 10, units)}`;
        const got = `${show(book.bids, 10)} | ${show(book.asks, 10)}`;
        if (got !== expected) expect(got, `line ${line}`).toBe(expected);
      }
      expect(compared).toBe(rows.length);
      expect(compared).toBeGreaterThan(6_000);
    });

    it("agrees with its publisher on the best level of quotes and depth, and never crosses", async () => {
      const rows = await rowsOf("lob10_events");
      const byLine = new Map(rows.map((row) => [Number(row["seq"]), row]));
      const book = emptyBook();
      let [compared, unsound, ghosts] = [0, 0, 0];
      for (const { line, tick } of await recording()) {
        if (tick._tag === "trade") continue;
        const whole = tick._tag === "quote" ? applyQuote(book, tick) : applyDelta(book, tick);
        if (!whole) continue;
        if (!isSound(book)) unsound++;
        const row = byLine.get(line);
        if (row === undefined) continue;
        compared++;
        const expected = `${levelsIn(row, "bid", 1, units)} | ${levelsIn(row, "ask", 1, units)}`;
        const got = `${show(book.bids, 1)} | ${show(book.asks, 1)}`;
        if (got === expected) continue;
        // The publisher wrote quotes into the depth, where a level stays that came and went between
        // two spot depth messages, because no delta ever takes it away.
        if (tick._tag === "bookDelta" && name.startsWith("spot")) ghosts++;
        else expect(got, `line ${line}`).toBe(expected);
      }
      expect([compared, unsound]).toEqual([rows.length, 0]);
      expect(ghosts).toBeLessThanOrEqual(2);
    });
  },
);

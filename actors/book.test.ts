// The book actor: when it shows the best ten levels, and what it marks.
import { describe, expect, it } from "vitest";
import { type BookSnapshot, deltaFlags, marketFlags } from "../streams/market.ts";
import { book } from "./book.ts";
import { alone } from "./testing/alone.ts";
import { controlRow, deltaRow, quoteRow } from "./testing/rows.ts";

const start = 1_000_000;
const ms = (count: number) => ({ eventTimeUs: start + count * 1_000 });

describe("the book", () => {
  it("shows the first state at once, then at most one in an interval", () => {
    const run = alone(book);
    const quote = (at: number, bidPriceTicks: number) =>
      run.send(quoteRow({ ...ms(at), bidPriceTicks })).length;
    expect([quote(0, 99), quote(1, 98), quote(99, 97), quote(100, 96)]).toEqual([1, 0, 0, 1]);
    expect([quote(199, 95), quote(200, 95), quote(300, 95), quote(301, 94)])
      .toEqual([0, 1, 0, 1]);
  });

  it("keeps to its interval while the clock of the venue steps back a little", () => {
    const run = alone(book, { settings: { intervalMs: 10 } });
    expect(run.send(quoteRow(ms(50)))).toHaveLength(1);
    expect(run.send(quoteRow({ ...ms(45), bidPriceTicks: 98 }))).toHaveLength(0);
    expect(run.send(quoteRow({ ...ms(60), bidPriceTicks: 97 }))).toHaveLength(1);
  });

  it("shows ten levels, and zeros where there are fewer", () => {
    const run = alone(book);
    for (let row = 0; row < 12; row++) {
      run.send(deltaRow({ ...ms(0), flags: 0, priceTicks: 99 - row, quantityLots: 1 + row }));
    }
    const [shown] = run.send(deltaRow({ ...ms(0), side: "sell", priceTicks: 101 }));
    expect(shown).toMatchObject({
      _tag: "bookSnapshot",
      bidPriceTicks: [99, 98, 97, 96, 95, 94, 93, 92, 91, 90],
      bidQuantityLots: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
      askPriceTicks: [101, 0, 0, 0, 0, 0, 0, 0, 0, 0],
      askQuantityLots: [10, 0, 0, 0, 0, 0, 0, 0, 0, 0],
      flags: 0,
    });
  });

  it("does not look between the rows of a message", () => {
    const run = alone(book, { settings: { intervalMs: 0 } });
    expect(run.send(deltaRow({ ...ms(0), flags: 0 }))).toHaveLength(0);
    expect(run.send(quoteRow(ms(0)))).toHaveLength(0);
    expect(run.send(deltaRow({ ...ms(0), side: "sell", priceTicks: 101 }))).toHaveLength(1);
  });

  it("does not tell of a change below the tenth level", () => {
    const run = alone(book, { settings: { intervalMs: 0 } });
    for (let row = 0; row < 10; row++) run.send(deltaRow({ ...ms(row), priceTicks: 99 - row }));
    expect(run.send(deltaRow({ ...ms(20), priceTicks: 50 }))).toHaveLength(0);
  });

  it("marks a crossed and a gapped book, and clears the marks", () => {
    const run = alone(book, { settings: { intervalMs: 0 } });
    const flags = (row: object) => (run.send(row)[0] as BookSnapshot).flags;
    expect(flags(deltaRow({ ...ms(0) }))).toBe(0);
    expect(flags(deltaRow({ ...ms(1), side: "sell", priceTicks: 98 }))).toBe(marketFlags.crossed);
    const gapped = marketFlags.gapped | deltaFlags.last;
    expect(
      flags(deltaRow({ ...ms(2), side: "sell", priceTicks: 98, quantityLots: 0, flags: gapped })),
    )
      .toBe(marketFlags.gapped);
    const whole = deltaFlags.snapshot | deltaFlags.clear | deltaFlags.last;
    expect(flags(deltaRow({ ...ms(3), flags: whole }))).toBe(0);
  });

  it("starts afresh with a session, at an earlier time too", () => {
    const run = alone(book);
    run.send(quoteRow({ ...ms(900_000), bidPriceTicks: 50 }));
    run.send(controlRow({ control: "sessionStarted" }));
    expect(run.send(quoteRow(ms(0)))).toMatchObject([{ bidPriceTicks: [99, ...Array(9).fill(0)] }]);
  });
});

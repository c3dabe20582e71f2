// The joining of snapshots and changes, in a small language: what comes, and what the book says to it.
import { describe, expect, it } from "vitest";
import { type BookDelta, deltaFlags, marketFlags } from "../../streams/market.ts";
import { deltaRow } from "../testing/rows.ts";
import { BookSync, type DepthRows } from "./book-sync.ts";
import type { MarketProtocol } from "./market.ts";

const change = (firstId: number, lastId: number, previousId = 0): DepthRows => ({
  snapshot: false,
  ...{ firstId, lastId, previousId },
  rows: [deltaRow({ priceTicks: firstId, quantityLots: 1, flags: 0 })],
});
const snapshot = (id: number): DepthRows => ({ ...change(id, id), snapshot: true });

type Kind = Pick<MarketProtocol, "join" | "snapshot" | "depth">;
const spot: Kind = { join: "range", snapshot: "asked", depth: 0 };
const futures: Kind = { join: "previous", snapshot: "asked", depth: 0 };
const numbered: Kind = { join: "next", snapshot: "told", depth: 0 };

const played = (kind: Kind, messages: readonly DepthRows[]) => {
  const book = new BookSync(kind);
  const rows: BookDelta[] = [];
  const said = messages.map((message) => book.receive(message, (row) => rows.push(row)).kind);
  return { said, rows, book };
};
const marked = (rows: readonly BookDelta[], flag: number) =>
  rows.filter((row) => (row.flags & flag) !== 0).map((row) => row.priceTicks);

describe("a book on Binance spot", () => {
  it("holds what comes before the snapshot, and drops what it holds already", () => {
    const { said, rows } = played(spot, [
      change(8, 9),
      change(10, 12),
      change(13, 13),
      snapshot(11),
    ]);
    expect(said).toEqual(["none", "none", "none", "resynced"]);
    expect(rows.map((row) => row.priceTicks)).toEqual([11, 8, 10, 13]);
    expect(marked(rows, deltaFlags.clear)).toEqual([11]);
    expect(marked(rows, marketFlags.suspicious)).toEqual([8]);
  });

  it("sees a gap, marks what reveals it, and joins it after the next snapshot", () => {
    const { said, rows } = played(spot, [
      ...[snapshot(10), change(11, 12), change(15, 15), change(16, 16), snapshot(14)],
    ]);
    expect(said).toEqual(["resynced", "none", "gap", "none", "resynced"]);
    expect(marked(rows, marketFlags.gapped)).toEqual([15]);
    expect(rows.slice(-3).map((row) => row.priceTicks)).toEqual([14, 15, 16]);
    expect(marked(rows.slice(-3), marketFlags.gapped)).toEqual([]);
  });

  it("asks again where the snapshot is older than what is held", () => {
    expect(played(spot, [change(20, 21), snapshot(15), snapshot(19)]).said)
      .toEqual(["none", "again", "resynced"]);
  });

  it("lets a repeated message change nothing", () => {
    const { said, rows } = played(spot, [snapshot(10), change(11, 12), change(11, 12)]);
    expect(said).toEqual(["resynced", "none", "none"]);
    expect(marked(rows, marketFlags.suspicious)).toEqual([11]);
  });

  it("tells how many updates are missing", () => {
    const book = new BookSync(spot);
    const drop = () => {};
    book.receive(snapshot(10), drop);
    expect(book.receive(change(14, 20), drop)).toMatchObject({ kind: "gap", missed: 3 });
    expect(book.whole).toBe(false);
  });
});

describe("a book on Binance futures", () => {
  it("begins with the change that spans the snapshot, then follows what each names before it", () => {
    expect(played(futures, [snapshot(10), change(9, 12, 8), change(14, 15, 12)]).said)
      .toEqual(["resynced", "none", "none"]);
  });

  it("sees that the named one is not the last one", () => {
    expect(played(futures, [snapshot(10), change(9, 12, 8), change(14, 15, 13)]).said)
      .toEqual(["resynced", "none", "gap"]);
  });
});

describe("a book on Bybit", () => {
  it("counts messages one by one, and begins again at a snapshot", () => {
    const { said } = played(numbered, [
      ...[snapshot(7), change(8, 8), change(10, 10), change(11, 11), snapshot(1), change(2, 2)],
    ]);
    expect(said).toEqual(["resynced", "none", "gap", "none", "resynced", "none"]);
  });
});

describe("a book on Kraken", () => {
  const kraken: Kind = { join: "checksum", snapshot: "told", depth: 2 };
  const rows = (...levels: readonly [side: "buy" | "sell", price: number, lots: number][]) =>
    levels.map(([side, priceTicks, quantityLots]) =>
      deltaRow({ side, priceTicks, quantityLots, flags: 0 })
    );
  const whole = rows(["buy", 99, 5], ["buy", 98, 6], ["sell", 101, 7], ["sell", 102, 8]);

  it("takes away what falls out of its depth, which nobody tells", () => {
    const book = new BookSync(kraken);
    const out: BookDelta[] = [];
    const take = (message: Omit<DepthRows, "firstId" | "lastId" | "previousId">) =>
      book.receive({ ...message, firstId: 0, lastId: 0, previousId: 0 }, (row) => out.push(row));
    // CRC32 of "10171028995986", offers first.
    expect(take({ snapshot: true, rows: whole, checksum: 546_107_459 }).kind).toBe("resynced");
    take({ snapshot: false, rows: rows(["buy", 100, 1]) });
    expect(out.slice(-2)).toMatchObject([
      { priceTicks: 100, quantityLots: 1 },
      { side: "buy", priceTicks: 98, quantityLots: 0, flags: deltaFlags.last },
    ]);
  });

  it("sees a book whose checksum is another one", () => {
    const { said } = played(kraken, [
      { ...snapshot(0), rows: whole, checksum: 546_107_459 },
      { ...change(0, 0), rows: rows(["buy", 97, 1]), checksum: 1 },
    ]);
    expect(said).toEqual(["resynced", "gap"]);
  });
});

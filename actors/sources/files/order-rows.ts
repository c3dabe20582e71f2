// Single orders (L3) as changes of the book: each event of an order tells what rests at its price then.
import { type BookDelta, deltaFlags, marketFlags } from "../../../streams/market.ts";
import { integersOf, textsOf } from "./columns.ts";
import type { OrderColumns } from "./layout.ts";
import type { Chunk } from "./merge.ts";
import { isGoodCount, isGoodRow, refuse, type Rows, type Steps, stepsOf } from "./rows.ts";
import { sides } from "./sides.ts";

interface Resting {
  readonly side: "buy" | "sell";
  readonly priceTicks: number;
  lots: number;
}

/** Reads the orders of one file, over all of its batches. Orders that rested before it begins are unknown. */
export class OrderRows {
  private readonly columns: OrderColumns;
  private readonly orders = new Map<number, Resting>();
  /** Lots by price; below zero for offers, which have prices of their own. */
  private readonly shown = new Map<number, number>();
  private batch: { readonly rows: Rows; readonly read: Read } | undefined;

  constructor(columns: OrderColumns) {
    this.columns = columns;
  }

  take(rows: Rows, row: number, out: Chunk): void {
    if (!isGoodRow(rows, row)) return;
    const { price, quantity, ids, actions, sideOf } = this.readOf(rows);
    if (!isGoodCount(rows, row, price) || !isGoodCount(rows, row, quantity)) return;
    const action = actions[row] ?? "";
    const side = sides.get(sideOf[row] ?? "");
    if (side === undefined) {
      const value = sideOf[row] ?? "";
      return refuse(rows, { row, field: this.columns.side, value, expected: "B or A" });
    }
    if (action !== "created" && action !== "changed" && action !== "deleted") {
      const expected = "created, changed or deleted";
      return refuse(rows, { row, field: this.columns.action, value: action, expected });
    }
    const id = ids[row]!;
    const before = this.orders.get(id);
    if (before === undefined && action !== "created") {
      const expected = "an order that was created before";
      return refuse(rows, { row, field: this.columns.orderId, value: String(id), expected });
    }
    if (before !== undefined) this.change(rows, row, { ...before, lots: -before.lots }, out);
    if (action === "deleted") this.orders.delete(id);
    else {
      const now = { side, priceTicks: price.values[row]!, lots: quantity.values[row]! };
      this.orders.set(id, now);
      this.change(rows, row, now, out);
    }
    const last = out.ticks.at(-1);
    if (last !== undefined) last.flags |= deltaFlags.last;
  }

  /** Adds to what rests at a price, and tells what rests there then. */
  private change(rows: Rows, row: number, { side, priceTicks, lots }: Resting, out: Chunk): void {
    const at = side === "buy" ? priceTicks : -priceTicks;
    const now = (this.shown.get(at) ?? 0) + lots;
    if (now === 0) this.shown.delete(at);
    else this.shown.set(at, now);
    const { eventUs, ingestUs, keys, suspicious } = rows;
    const delta: BookDelta = {
      _tag: "bookDelta",
      position: 0,
      outputIndex: 0,
      instrumentId: rows.instrumentAt(row)!.instrumentId,
      eventTimeUs: eventUs[row]!,
      ingestTimeUs: ingestUs[row]!,
      side,
      priceTicks,
      quantityLots: now,
      updateId: 0,
      flags: suspicious?.[row] === 1 ? marketFlags.suspicious : 0,
    };
    // An order that changes at its price is one change of the book.
    const before = out.ticks.at(-1);
    if (
      before?._tag === "bookDelta" && (before.flags & deltaFlags.last) === 0 &&
      before.side === side && before.priceTicks === priceTicks
    ) {
      out.ticks.pop();
      out.keys.pop();
    }
    out.ticks.push(delta);
    out.keys.push(keys[row]!);
  }

  private readOf(rows: Rows): Read {
    if (this.batch?.rows === rows) return this.batch.read;
    const { price, quantity, orderId, action, side } = this.columns;
    const read = {
      price: stepsOf(rows, price, "tick")!,
      quantity: stepsOf(rows, quantity, "lot")!,
      ids: integersOf(rows.batch, orderId)!.values,
      actions: textsOf(rows.batch, action) ?? [],
      sideOf: textsOf(rows.batch, side) ?? [],
    };
    this.batch = { rows, read };
    return read;
  }
}

interface Read {
  readonly price: Steps;
  readonly quantity: Steps;
  readonly ids: Float64Array;
  readonly actions: readonly string[];
  readonly sideOf: readonly string[];
}

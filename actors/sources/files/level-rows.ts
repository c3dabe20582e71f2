// Rows that each hold the best levels of a book: given on as the levels that differ from the row before.
import { type BookDelta, deltaFlags } from "../../../streams/market.ts";
import type { LevelColumns } from "./layout.ts";
import type { Chunk } from "./merge.ts";
import { isGoodRow, type Rows, type Steps, stepsOf } from "./rows.ts";

type Side = Map<number, number>;

/** Reads the books of one file, over all of its batches. */
export class LevelRows {
  private readonly columns: LevelColumns;
  private before: { readonly buy: Side; readonly sell: Side } | undefined;
  private batch: { readonly rows: Rows; readonly read: Read } | undefined;

  constructor(columns: LevelColumns) {
    this.columns = columns;
  }

  take(rows: Rows, row: number, out: Chunk): void {
    if (!isGoodRow(rows, row)) return;
    const read = this.readOf(rows);
    const now = { buy: sideAt(read.bids, row), sell: sideAt(read.asks, row) };
    const first = this.before === undefined;
    const at = out.ticks.length;
    for (const side of ["buy", "sell"] as const) {
      const old = this.before?.[side] ?? new Map<number, number>();
      for (const ticks of old.keys()) {
        if (!now[side].has(ticks)) push(rows, { row, side, ticks, lots: 0 }, out);
      }
      for (const [ticks, lots] of now[side]) {
        if (old.get(ticks) !== lots) push(rows, { row, side, ticks, lots }, out);
      }
    }
    if (out.ticks.length === at) return;
    if (first) {
      for (const tick of out.ticks.slice(at)) tick.flags |= deltaFlags.snapshot;
      out.ticks[at]!.flags |= deltaFlags.clear;
    }
    out.ticks.at(-1)!.flags |= deltaFlags.last;
    this.before = now;
  }

  private readOf(rows: Rows): Read {
    if (this.batch?.rows === rows) return this.batch.read;
    const steps = (names: LevelColumns["bids"]) =>
      names.map(([price, quantity]): [Steps, Steps] => [
        stepsOf(rows, price, "tick")!,
        stepsOf(rows, quantity, "lot")!,
      ]);
    const read = { bids: steps(this.columns.bids), asks: steps(this.columns.asks) };
    this.batch = { rows, read };
    return read;
  }
}

interface Read {
  readonly bids: readonly [Steps, Steps][];
  readonly asks: readonly [Steps, Steps][];
}

/** The levels of a row; a thin book has fewer than there are columns. */
const sideAt = (levels: readonly [Steps, Steps][], row: number): Side => {
  const side: Side = new Map();
  for (const [price, quantity] of levels) {
    const [ticks, lots] = [price.values[row]!, quantity.values[row]!];
    if (ticks > 0 && lots > 0) side.set(ticks, lots);
  }
  return side;
};

const push = (
  { eventUs, ingestUs, keys, instrumentAt }: Rows,
  { row, side, ticks, lots }: {
    readonly row: number;
    readonly side: "buy" | "sell";
    readonly ticks: number;
    readonly lots: number;
  },
  out: Chunk,
): void => {
  const delta: BookDelta = {
    _tag: "bookDelta",
    position: 0,
    outputIndex: 0,
    instrumentId: instrumentAt(row)!.instrumentId,
    eventTimeUs: eventUs[row]!,
    ingestTimeUs: ingestUs[row]!,
    side,
    priceTicks: ticks,
    quantityLots: lots,
    updateId: 0,
    flags: 0,
  };
  out.ticks.push(delta);
  out.keys.push(keys[row]!);
};

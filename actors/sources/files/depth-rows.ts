// Gathers the depth rows of a table into messages, and gives those on, marked as the book needs it.
import { type BookDelta, deltaFlags, marketFlags } from "../../../streams/market.ts";
import { integersOf, textsOf } from "./columns.ts";
import { DepthSync } from "./depth-sync.ts";
import type { DepthColumns } from "./layout.ts";
import type { Chunk } from "./merge.ts";
import { isGoodCount, isGoodRow, refuse, type Rows, type Steps, stepsOf } from "./rows.ts";
import { sides } from "./sides.ts";

interface Open {
  /** The message's own number or time, and its instrument. */
  readonly message: number;
  readonly instrumentId: number;
  readonly snapshot: boolean;
  readonly firstId: number;
  readonly lastId: number;
  readonly previousId: number;
  readonly key: number;
  readonly rows: BookDelta[];
}

/** The columns of a batch that depth rows are read from. */
interface DepthBatch {
  readonly price: Steps;
  readonly quantity: Steps;
  readonly sides: readonly string[];
  readonly message: Float64Array;
  readonly snapshot: Float64Array | undefined;
  readonly first: Float64Array | undefined;
  readonly last: Float64Array | undefined;
  readonly previous: Float64Array | undefined;
}

/** Reads depth rows, over all batches of one file. */
export class DepthRows {
  private readonly columns: DepthColumns;
  private readonly sync: DepthSync | undefined;
  private open: Open | undefined;
  private batch: { readonly rows: Rows; readonly columns: DepthBatch } | undefined;

  constructor(columns: DepthColumns) {
    this.columns = columns;
    this.sync = columns.ids === undefined ? undefined : new DepthSync();
  }

  /** Takes a row; messages that are whole by then go out. */
  take(rows: Rows, row: number, out: Chunk): void {
    if (!isGoodRow(rows, row)) return;
    const columns = this.columnsOf(rows);
    const { price, quantity } = columns;
    if (!isGoodCount(rows, row, price) || !isGoodCount(rows, row, quantity)) return;
    const side = sides.get(columns.sides[row] ?? "");
    if (side === undefined) {
      const value = columns.sides[row] ?? "";
      return refuse(rows, {
        row,
        field: this.columns.side,
        value,
        expected: "B or A, buy or sell",
      });
    }
    const instrumentId = rows.instrumentAt(row)!.instrumentId;
    const { eventUs, ingestUs, suspicious } = rows;
    const message = this.messageAt(rows, row, out);
    message.rows.push({
      _tag: "bookDelta",
      position: 0,
      outputIndex: 0,
      instrumentId,
      eventTimeUs: eventUs[row]!,
      ingestTimeUs: ingestUs[row]!,
      side,
      priceTicks: price.values[row]!,
      quantityLots: quantity.values[row]!,
      updateId: message.lastId,
      flags: suspicious?.[row] === 1 ? marketFlags.suspicious : 0,
    });
  }

  /** Gives on the message whose end is only known by what follows. */
  flush(out: Chunk): void {
    const { open, sync } = this;
    this.open = undefined;
    if (open === undefined) return;
    const emit = (row: BookDelta): void => {
      out.ticks.push(row);
      out.keys.push(open.key);
    };
    if (sync !== undefined) return sync.receive(open, emit);
    open.rows.forEach((row, index) => {
      if (open.snapshot) row.flags |= deltaFlags.snapshot | (index === 0 ? deltaFlags.clear : 0);
      if (index === open.rows.length - 1) row.flags |= deltaFlags.last;
      emit(row);
    });
  }

  /** Gives on everything: the file has ended. */
  end(out: Chunk): void {
    const key = this.open?.key ?? 0;
    this.flush(out);
    this.sync?.end((row) => {
      out.ticks.push(row);
      out.keys.push(key);
    });
  }

  private messageAt(rows: Rows, row: number, out: Chunk): Open {
    const { message, snapshot, first, last, previous } = this.columnsOf(rows);
    const { instrumentId } = rows.instrumentAt(row)!;
    const isSnapshot = this.columns.snapshot === "always" || snapshot?.[row] === 1;
    const { open } = this;
    if (
      open !== undefined && open.message === message[row] && open.instrumentId === instrumentId &&
      open.snapshot === isSnapshot
    ) return open;
    this.flush(out);
    return this.open = {
      message: message[row]!,
      instrumentId,
      snapshot: isSnapshot,
      firstId: first?.[row] ?? 0,
      lastId: last?.[row] ?? 0,
      previousId: previous?.[row] ?? 0,
      key: rows.keys[row]!,
      rows: [],
    };
  }

  private columnsOf(rows: Rows): DepthBatch {
    if (this.batch?.rows === rows) return this.batch.columns;
    const { side, price, quantity, message, ids, snapshot } = this.columns;
    const values = (name: string | undefined) =>
      name === undefined ? undefined : integersOf(rows.batch, name)?.values;
    const columns = {
      price: stepsOf(rows, price, "tick")!,
      quantity: stepsOf(rows, quantity, "lot")!,
      sides: textsOf(rows.batch, side) ?? [],
      message: values(message)!,
      snapshot: snapshot === "always" ? undefined : values(snapshot.column),
      first: values(ids?.first),
      last: values(ids?.last),
      previous: values(ids?.previous),
    };
    this.batch = { rows, columns };
    return columns;
  }
}

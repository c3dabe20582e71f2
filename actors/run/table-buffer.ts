// Rows of one table on their way to the store: which of them are new, and where one batch ends and the next begins.
import { MalformedMessage, wholeRow } from "../../streams/message.ts";
import type { RecordDefinition } from "../../streams/record.ts";
import { isAfter } from "../../streams/transport/outbox.ts";
import type { Last } from "../../streams/transport/transport.ts";
import { type Batch, type Intent, monthOf, Parts, tokenOf } from "./batch.ts";
import { flushRows } from "./limits.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Neighbouring rows: where they begin and end, the month they belong to, and their bytes. */
interface Rows extends Intent {
  readonly month: number;
  readonly bytes: Uint8Array;
  readonly rows: number;
}

interface Open {
  readonly first: Last;
  readonly month: number;
  readonly parts: Parts;
  last: Last;
  rows: number;
}

/**
 * Collects rows of one table. A row at or before the table's last one is dropped, with one exception:
 * the batches that were under way when the recorder last stopped are made again with the same rows, to
 * be inserted again with the same token, whatever of them the table holds by now. An insert of the
 * run before may still arrive, and a view may lack what its table has.
 */
export class TableBuffer {
  readonly definition: RecordDefinition;
  private open: Open | undefined;
  private closed: Batch[] = [];
  private after: Last | undefined;
  private readonly storedAtStart: Last | undefined;
  private readonly intents: Intent[];
  private repeating = false;
  /** Rows stored since the start. */
  stored = 0;

  /** `stored` is the last row of the table; `intents` are the batches under way at the last stop. */
  constructor(
    definition: RecordDefinition,
    stored: Last | undefined,
    intents: readonly Intent[] = [],
  ) {
    this.definition = definition;
    this.after = this.storedAtStart = stored;
    this.intents = [...intents];
  }

  /** Rows waiting to be stored. */
  get rows(): number {
    return this.closed.reduce((sum, batch) => sum + batch.rows, this.open?.rows ?? 0);
  }

  /** Adds the rows of a run. Throws `MalformedMessage`, before anything is added, for a row that ends inside a field. */
  addRun(payload: Uint8Array, offset: number, rowBytes: number, rows: number): void {
    const frame = this.definition.frame!;
    const end = offset + rows * rowBytes;
    const run = payload.subarray(offset, end);
    const bytes = rowBytes === frame.rowBytes ? run : wholeRows(this.definition, run, rowBytes);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const width = frame.rowBytes;
    const first = lastAt(view, 0);
    const month = monthOfAll(view, width);
    if (month !== undefined && this.intents.length === 0 && isAfter(first, this.after)) {
      this.add({ first, last: lastAt(view, bytes.length - width), month, bytes, rows });
      return;
    }
    for (let at = 0; at < bytes.length; at += width) {
      const here = lastAt(view, at);
      const row = bytes.subarray(at, at + width);
      this.add({ first: here, last: here, month: monthAt(view, at), bytes: row, rows: 1 });
    }
  }

  /** Adds the lines of a JSON message. Throws `MalformedMessage`, before anything is added, for a line that is none. */
  addLines(payload: Uint8Array): void {
    const lines = decoder.decode(payload).split("\n").filter((line) => line !== "");
    for (const rows of lines.map(rowOfLine)) this.add(rows);
  }

  /** Takes the batches that wait, oldest first. Nothing is half taken: a batch being made again is held back. */
  take(): readonly Batch[] {
    if (!this.repeating) this.close();
    const batches = this.closed;
    this.closed = [];
    return batches;
  }

  /** No more rows of earlier batches will come: what was not made again is left as the table has it. */
  forgetIntents(): void {
    this.intents.length = 0;
    if (this.repeating) this.abandon();
  }

  private add(rows: Rows): void {
    const intent = this.intentOf(rows.first);
    if (intent === undefined && !isAfter(rows.first, this.after)) return;
    this.append(rows);
    if (isAfter(rows.last, this.after)) this.after = rows.last;
    if (intent !== undefined && !isAfter(intent.last, rows.last)) {
      this.close();
      this.intents.shift();
    }
  }

  /** The batch to be made again that a row belongs to. */
  private intentOf(at: Last): Intent | undefined {
    while (true) {
      const intent = this.intents[0];
      if (intent === undefined || isAfter(intent.first, at)) return undefined;
      if (this.repeating && !isAfter(at, intent.last)) return intent;
      if (!this.repeating && !isAfter(at, intent.first)) {
        this.close();
        this.repeating = true;
        return intent;
      }
      // Its beginning is gone from the stream, so it was stored: only what is stored is purged.
      if (this.repeating) this.abandon();
      this.intents.shift();
    }
  }

  /** Ends a batch that could not be made again whole: its rows count only where the table lacks them. */
  private abandon(): void {
    if (this.open !== undefined && !isAfter(this.open.last, this.storedAtStart)) {
      this.open = undefined;
    }
    this.close();
  }

  private append(rows: Rows): void {
    const full = this.open !== undefined && !this.repeating &&
      (this.open.month !== rows.month || this.open.rows + rows.rows > flushRows);
    if (full) this.close();
    this.open ??= {
      first: rows.first,
      last: rows.last,
      month: rows.month,
      parts: new Parts(),
      rows: 0,
    };
    this.open.parts.add(rows.bytes);
    this.open.last = rows.last;
    this.open.rows += rows.rows;
  }

  private close(): void {
    const { open, repeating } = this;
    this.open = undefined;
    this.repeating = false;
    if (open === undefined) return;
    const { first, last, month, rows } = open;
    const { table, columns, frame } = this.definition;
    const insert = {
      table,
      columns: columns.map((column) => column.name),
      format: frame === undefined ? "JSONEachRow" : "RowBinary",
      parts: open.parts.end(),
      token: tokenOf(table, open),
    } as const;
    this.closed.push({ first, last, month, rows, insert, repeated: repeating });
  }
}

/** Rows of another version, each as long as today's. */
const wholeRows = (
  definition: RecordDefinition,
  run: Uint8Array,
  rowBytes: number,
): Uint8Array => {
  const width = definition.frame!.rowBytes;
  const out = new Uint8Array(run.length / rowBytes * width);
  for (let from = 0, to = 0; from < run.length; from += rowBytes, to += width) {
    out.set(wholeRow(definition.frame!, run.subarray(from, from + rowBytes)), to);
  }
  return out;
};

const rowOfLine = (line: string): Rows => {
  const { position, output_index, event_time } = objectOf(line);
  if (![position, output_index, event_time].every(Number.isSafeInteger)) {
    throw new MalformedMessage(`A line without position or time: ${line.slice(0, 200)}`);
  }
  const at = { position: position!, outputIndex: output_index! };
  const bytes = encoder.encode(line + "\n");
  return { first: at, last: at, month: monthOf(event_time!), bytes, rows: 1 };
};

const objectOf = (line: string): Readonly<Record<string, number>> => {
  try {
    const parsed: unknown = JSON.parse(line);
    if (typeof parsed === "object" && parsed !== null) return parsed as Record<string, number>;
  } catch {
    // Told below, as for every line that is no object.
  }
  throw new MalformedMessage(`Not a JSON object: ${line.slice(0, 200)}`);
};

// Every row begins with its position (u64) and output index (u16), and has its time (i64) at byte 14:
// see `envelope` in streams/record.ts.
const eventTimeOffset = 14;
const integerAt = (view: DataView, offset: number): number =>
  view.getInt32(offset + 4, true) * 4294967296 + view.getUint32(offset, true);
const lastAt = (view: DataView, offset: number): Last => ({
  position: integerAt(view, offset),
  outputIndex: view.getUint16(offset + 8, true),
});
const monthAt = (view: DataView, offset: number): number =>
  monthOf(integerAt(view, offset + eventTimeOffset));

/** The month of all rows; undefined where they are of several, also where only one in the middle is. */
const monthOfAll = (view: DataView, width: number): number | undefined => {
  const month = monthAt(view, 0);
  for (let at = width; at < view.byteLength; at += width) {
    if (monthAt(view, at) !== month) return undefined;
  }
  return month;
};

// Messages: what one JetStream message carries. Frame messages hold runs of rows, JSON messages hold lines.
import { type FrameCodec, MalformedMessage } from "./frame.ts";
import type { RecordDefinition, Wire } from "./record.ts";

export { MalformedMessage };

/**
 * A run is an 8-byte header and rows of one record: record id (u16), bytes per row (u16), rows (u32),
 * little-endian. A message holds one or more runs, in the order the rows happened.
 */
export const runHeaderBytes = 8;

/** A run inside a message: where its rows begin and how they are laid out. */
export interface Run {
  readonly recordId: number;
  readonly rowBytes: number;
  readonly rows: number;
  /** Offset of the first row in the message, in bytes. */
  readonly offset: number;
}

/** Collects rows into one frame message. Neighbouring rows of one record share a run. */
export class FrameWriter {
  private bytes: Uint8Array<ArrayBuffer>;
  private view: DataView;
  private used = 0;
  private runStart = -1;
  private runRecordId = -1;
  private runRows = 0;
  /** Rows written since the last `take`. */
  rows = 0;

  constructor(initialBytes = 4096) {
    this.bytes = new Uint8Array(initialBytes);
    this.view = new DataView(this.bytes.buffer);
  }

  /** Bytes written since the last `take`. */
  get size(): number {
    return this.used;
  }

  /** Appends a row. Throws for a record that travels as JSON. */
  append<R extends { readonly _tag: string }>(definition: RecordDefinition, row: R): void {
    const frame = definition.frame;
    if (frame === undefined) {
      throw new TypeError(`Record "${definition.tag}" does not travel as frames`);
    }
    this.reserve(runHeaderBytes + frame.rowBytes);
    if (definition.recordId !== this.runRecordId) {
      this.runStart = this.used;
      this.runRecordId = definition.recordId;
      this.runRows = 0;
      this.view.setUint16(this.used, definition.recordId, true);
      this.view.setUint16(this.used + 2, frame.rowBytes, true);
      this.used += runHeaderBytes;
    }
    frame.write(this.view, this.used, row as never);
    this.used += frame.rowBytes;
    this.view.setUint32(this.runStart + 4, ++this.runRows, true);
    this.rows++;
  }

  /** The message so far, as its own bytes; the writer starts a new one. */
  take(): Uint8Array<ArrayBuffer> {
    const message = this.bytes.slice(0, this.used);
    this.used = 0;
    this.rows = 0;
    this.runRecordId = -1;
    return message;
  }

  private reserve(more: number): void {
    if (this.used + more <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(this.bytes.length * 2, this.used + more));
    grown.set(this.bytes);
    this.bytes = grown;
    this.view = new DataView(grown.buffer);
  }
}

/** The runs of a frame message. Throws `MalformedMessage` where the bytes do not add up. */
export const runsOf = (message: Uint8Array): Run[] => {
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  const runs: Run[] = [];
  let at = 0;
  while (at < message.byteLength) {
    if (at + runHeaderBytes > message.byteLength) {
      throw new MalformedMessage(`Run header at byte ${at} is cut off at ${message.byteLength}`);
    }
    const run = {
      recordId: view.getUint16(at, true),
      rowBytes: view.getUint16(at + 2, true),
      rows: view.getUint32(at + 4, true),
      offset: at + runHeaderBytes,
    };
    at = run.offset + run.rows * run.rowBytes;
    if (at > message.byteLength || run.rows === 0 || run.rowBytes === 0) {
      const rows = `${run.rows} rows of ${run.rowBytes} bytes`;
      throw new MalformedMessage(`Run of ${rows} at byte ${run.offset} ends at ${at}`);
    }
    runs.push(run);
  }
  return runs;
};

/**
 * A row of any age as the row of today: an older, shorter one ends with defaults, a newer one is cut.
 * Throws `MalformedMessage` where a row ends inside a field or before the common columns do.
 */
export const wholeRow = (frame: FrameCodec<unknown>, row: Uint8Array): Uint8Array => {
  const whole = frame.blank.slice();
  if (row.length >= whole.length) {
    whole.set(row.subarray(0, whole.length));
    return whole;
  }
  const ends = Object.values(frame.offsets);
  // The common columns are the first four, so a row is at least as long as the offset of the fifth.
  if (!ends.includes(row.length, 4)) {
    throw new MalformedMessage(`A row of ${row.length} bytes ends inside a field`);
  }
  whole.set(row);
  return whole;
};

/**
 * Calls `each` for every row of a frame message, in order. Rows written before a record gained its
 * last fields are read with defaults for them. Throws `MalformedMessage`, also for an unknown record id.
 */
export const readFrameMessage = (
  message: Uint8Array,
  byRecordId: ReadonlyMap<number, RecordDefinition>,
  each: (row: never, definition: RecordDefinition) => void,
): void => {
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  for (const run of runsOf(message)) {
    const definition = byRecordId.get(run.recordId);
    if (definition?.frame === undefined) {
      throw new MalformedMessage(`Unknown record id ${run.recordId}`);
    }
    const { rowBytes, read } = definition.frame;
    const end = run.offset + run.rows * run.rowBytes;
    if (run.rowBytes === rowBytes) {
      for (let at = run.offset; at < end; at += rowBytes) {
        each(read(view, at) as never, definition);
      }
      continue;
    }
    for (let at = run.offset; at < end; at += run.rowBytes) {
      const whole = wholeRow(definition.frame, message.subarray(at, at + run.rowBytes));
      each(read(new DataView(whole.buffer), 0) as never, definition);
    }
  }
};

/**
 * One line of a JSON message: the columns of a record by their SQL names, as ClickHouse's JSONEachRow.
 * Half of a surrogate pair becomes the replacement character, since one such line would keep the
 * whole batch out of its table.
 */
export const jsonLine = (definition: RecordDefinition, row: object): string => {
  const out: Record<string, unknown> = {};
  for (const column of definition.columns) {
    const value = (row as Record<string, unknown>)[column.key];
    out[column.name] = column.field.wire.kind === "strings"
      ? (value as readonly string[]).map((text) => text.toWellFormed())
      : typeof value === "string"
      ? value.toWellFormed()
      : value;
  }
  return JSON.stringify(out);
};

/**
 * Reads one line of a JSON message. Missing columns take their default: 0, "", an empty list, the first
 * word. Values are not checked: see `Schema`. Throws `MalformedMessage` where the line is no JSON object.
 */
export const rowFromJsonLine = <R>(definition: RecordDefinition, line: string): R => {
  const parsed = parsedLine(line);
  const row: Record<string, unknown> = { _tag: definition.tag };
  for (const column of definition.columns) {
    row[column.key] = parsed[column.name] ?? defaultOf(column.field.wire);
  }
  return row as R;
};

const parsedLine = (line: string): Readonly<Record<string, unknown>> => {
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch {
    throw new MalformedMessage(`Not JSON: ${line.slice(0, 200)}`);
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
    throw new MalformedMessage(`Not an object: ${line.slice(0, 200)}`);
  }
  return parsed as Record<string, unknown>;
};

const defaultOf = (wire: Wire): unknown => {
  switch (wire.kind) {
    case "enum":
      return wire.values[0];
    case "string":
    case "text":
      return "";
    case "hex":
      return "00".repeat(wire.bytes);
    case "strings":
    case "numbers":
      return [];
    case "i64s":
      return new Array<number>(wire.length).fill(0);
    default:
      return 0;
  }
};

// Messages: what one JetStream message carries. Frame messages hold runs of rows, JSON messages hold lines.
import type { RecordDefinition } from "./record.ts";

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

/** A message that does not hold what its headers say. */
export class MalformedMessage extends Error {
  override readonly name = "MalformedMessage";
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
    if (at > message.byteLength || run.rows === 0) {
      throw new MalformedMessage(`Run of ${run.rows} rows at byte ${run.offset} ends at ${at}`);
    }
    runs.push(run);
  }
  return runs;
};

/**
 * Calls `each` for every row of a frame message, in order. Rows written before a record gained its
 * last fields are read with zeros for them. Throws `MalformedMessage` for an unknown record id.
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
    if (run.rowBytes === rowBytes) {
      for (let i = 0; i < run.rows; i++) {
        each(read(view, run.offset + i * rowBytes) as never, definition);
      }
      continue;
    }
    const padded = new Uint8Array(rowBytes);
    const paddedView = new DataView(padded.buffer);
    for (let i = 0; i < run.rows; i++) {
      const from = run.offset + i * run.rowBytes;
      padded.set(message.subarray(from, from + Math.min(run.rowBytes, rowBytes)));
      each(read(paddedView, 0) as never, definition);
    }
  }
};

/** One line of a JSON message: the columns of a record by their SQL names, as ClickHouse's JSONEachRow. */
export const jsonLine = (definition: RecordDefinition, row: object): string => {
  const out: Record<string, unknown> = {};
  for (const column of definition.columns) {
    out[column.name] = (row as Record<string, unknown>)[column.key];
  }
  return JSON.stringify(out);
};

/** Reads one line of a JSON message. Missing columns take their default. Throws where it is no object. */
export const rowFromJsonLine = <R>(definition: RecordDefinition, line: string): R => {
  const parsed: unknown = JSON.parse(line);
  if (typeof parsed !== "object" || parsed === null) {
    throw new MalformedMessage(`Not an object: ${line}`);
  }
  const row: Record<string, unknown> = { _tag: definition.tag };
  for (const column of definition.columns) {
    const value = (parsed as Record<string, unknown>)[column.name];
    row[column.key] = value ?? defaultOf(column.field.wire.kind);
  }
  return row as R;
};

const defaultOf = (kind: string): unknown => {
  if (kind === "string" || kind === "text" || kind === "hex") return "";
  return kind === "strings" || kind === "numbers" || kind === "i64s" ? [] : 0;
};

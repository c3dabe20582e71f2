// Rows of one table on their way to the store: bytes as they came, with the first and last position.
import type { RecordDefinition } from "../../streams/record.ts";
import type { Last } from "../../streams/transport/transport.ts";
import { isAfter } from "../../streams/transport/outbox.ts";
import type { Insert } from "../../streams/transport/clickhouse.ts";

/** Where a batch that may have been inserted began and ended. */
export interface Intent {
  readonly first: Last;
  readonly last: Last;
}

const tokenPart = (at: Last): string => `${at.position}.${at.outputIndex}`;
const encoder = new TextEncoder();
const decoder = new TextDecoder();
const sameAs = (a: Last, b: Last): boolean =>
  a.position === b.position && a.outputIndex === b.outputIndex;

/** A row with where it stands and the month it belongs to. */
interface Row {
  readonly at: Last;
  readonly month: number;
  readonly bytes: Uint8Array;
}

/** Collects rows of one table. A batch ends at a month's edge, and where a repeated batch ended. */
export class TableBuffer {
  readonly definition: RecordDefinition;
  private parts: Uint8Array[] = [];
  private first: Last | undefined;
  private last: Last | undefined;
  private month = -1;
  private readonly closed: Insert[] = [];
  /** Rows at or before this are in the table already. */
  private after: Last | undefined;
  private repeat: Intent | undefined;
  /** Rows waiting. */
  rows = 0;
  /** Rows taken since the start. */
  taken = 0;

  /** `stored` is the table's last row; `intent` the batch that was under way at the last stop. */
  constructor(definition: RecordDefinition, stored: Last | undefined, intent: Intent | undefined) {
    this.definition = definition;
    this.after = stored;
    // The batch may be in the table and not in its view: the same batch with the same token repairs that.
    if (intent !== undefined && (stored === undefined || !isAfter(intent.first, stored))) {
      this.repeat = intent;
      this.after = { position: intent.first.position, outputIndex: intent.first.outputIndex - 1 };
    }
  }

  /** Adds rows of a run. The bytes are copied only where they wait. */
  addRun(payload: Uint8Array, offset: number, rowBytes: number, rows: number): void {
    const { rowBytes: width, offsets } = this.definition.frame!;
    const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
    const whole = rowBytes === width && this.repeat === undefined;
    const firstAt = positionAt(view, offset);
    const month = monthAt(view, offset + offsets.eventTimeUs!);
    const end = offset + (rows - 1) * rowBytes;
    if (
      whole && isAfter(firstAt, this.after) && month === monthAt(view, end + offsets.eventTimeUs!)
    ) {
      this.add(
        { at: firstAt, month, bytes: payload.slice(offset, end + rowBytes) },
        positionAt(view, end),
        rows,
      );
      return;
    }
    for (let i = 0; i < rows; i++) {
      const from = offset + i * rowBytes;
      const bytes = new Uint8Array(width);
      bytes.set(payload.subarray(from, from + Math.min(rowBytes, width)));
      const at = positionAt(view, from);
      this.add({ at, month: monthAt(view, from + offsets.eventTimeUs!), bytes }, at, 1);
    }
  }

  /** Adds the lines of a JSON message. */
  addLines(payload: Uint8Array): void {
    for (const line of decoder.decode(payload).split("\n")) {
      if (line === "") continue;
      const row = JSON.parse(line) as {
        position: number;
        output_index: number;
        event_time: number;
      };
      const at = { position: row.position, outputIndex: row.output_index };
      this.add({ at, month: monthOf(row.event_time), bytes: encoder.encode(line + "\n") }, at, 1);
    }
  }

  /** What would be inserted now, for the note that is written before it. */
  intents(): Intent[] {
    this.close();
    return this.closed.map((one) => {
      const [first, last] = one.token.slice(one.token.indexOf(":") + 1).split("-").map(lastOf);
      return { first: first!, last: last! };
    });
  }

  /** The batches that wait, oldest first; they leave the buffer. */
  take(): Insert[] {
    this.close();
    this.rows = 0;
    return this.closed.splice(0);
  }

  private add(row: Row, last: Last, rows: number): void {
    if (!isAfter(row.at, this.after)) return;
    if (this.month !== row.month) this.close();
    this.month = row.month;
    this.first ??= row.at;
    this.last = last;
    this.after = last;
    this.parts.push(row.bytes);
    this.rows += rows;
    this.taken += rows;
    if (this.repeat !== undefined && sameAs(last, this.repeat.last)) {
      this.repeat = undefined;
      this.close();
    }
  }

  private close(): void {
    if (this.first === undefined || this.last === undefined) return;
    const { table, columns, frame } = this.definition;
    this.closed.push({
      table,
      columns: columns.map((column) => column.name),
      format: frame === undefined ? "JSONEachRow" : "RowBinary",
      parts: this.parts,
      token: `${table}:${tokenPart(this.first)}-${tokenPart(this.last)}`,
    });
    this.parts = [];
    this.first = this.last = undefined;
  }
}

const lastOf = (text: string): Last => {
  const [position, outputIndex] = text.split(".").map(Number);
  return { position: position!, outputIndex: outputIndex! };
};

// Every row begins with its position (u64) and output index (u16): see `envelope` in streams/record.ts.
const positionAt = (view: DataView, offset: number): Last => ({
  position: view.getInt32(offset + 4, true) * 4294967296 + view.getUint32(offset, true),
  outputIndex: view.getUint16(offset + 8, true),
});

const monthAt = (view: DataView, offset: number): number =>
  monthOf(view.getInt32(offset + 4, true) * 4294967296 + view.getUint32(offset, true));

let cachedDay = -1;
let cachedMonth = -1;
const monthOf = (timeUs: number): number => {
  const day = Math.floor(timeUs / 86_400_000_000);
  if (day === cachedDay) return cachedMonth;
  const date = new Date(day * 86_400_000);
  cachedDay = day;
  cachedMonth = date.getUTCFullYear() * 12 + date.getUTCMonth();
  return cachedMonth;
};

// Reads what travels on NATS: frames of fixed rows, and lines of JSON, by the layouts of the records.
import { type AnyRecord, layouts, runHeaderBytes } from "./records.ts";

/** One field of a record. */
export interface LayoutField {
  /** Its name in TypeScript, and in JSON and SQL. */
  readonly key: string;
  readonly name: string;
  /** Bytes from the beginning of a row. */
  readonly offset: number;
  readonly kind: string;
  /** The words of an `enum`, by their number. */
  readonly values?: readonly string[];
  /** The width of `text` and `hex`. */
  readonly bytes?: number;
  /** The numbers of `i64s`. */
  readonly length?: number;
}

/** How a record lies in a message. */
export interface Layout {
  readonly tag: string;
  /** 0 for a record that travels as lines of JSON. */
  readonly recordId: number;
  readonly rowBytes: number;
  readonly subject: string;
  readonly fields: readonly LayoutField[];
}

/** A run of rows of one record inside a frame. */
export interface Run {
  readonly layout: Layout;
  readonly rows: number;
  readonly rowBytes: number;
  /** Where the first row begins, in bytes. */
  readonly offset: number;
}

/** Bytes that are no message of ours; the message says where. */
export class FrameError extends Error {
  override readonly name = "FrameError";
}

const byId: ReadonlyMap<number, Layout> = new Map(
  layouts.filter(({ recordId }) => recordId > 0).map((one) => [one.recordId, one]),
);
const bySubject: ReadonlyMap<string, Layout> = new Map(
  layouts.filter(({ recordId }) => recordId === 0).map((one) => [one.subject, one]),
);

/** The runs of a frame, for whoever reads columns. Runs of records that are newer than this SDK are left out. */
export const runsOf = (payload: Uint8Array): Run[] => {
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  const runs: Run[] = [];
  let at = 0;
  while (at < payload.byteLength) {
    if (at + runHeaderBytes > payload.byteLength) {
      throw new FrameError(`A run header at byte ${at} is cut off at ${payload.byteLength}`);
    }
    const layout = byId.get(view.getUint16(at, true));
    const rowBytes = view.getUint16(at + 2, true);
    const rows = view.getUint32(at + 4, true);
    const offset = at + runHeaderBytes;
    at = offset + rows * rowBytes;
    if (at > payload.byteLength || rows === 0 || rowBytes === 0) {
      throw new FrameError(`A run of ${rows} rows of ${rowBytes} bytes ends at ${at}`);
    }
    if (layout !== undefined) runs.push({ layout, rows, rowBytes, offset });
  }
  return runs;
};

/** The records of a message of NATS, in order. Throws `FrameError`. */
export const decodeMessage = (subject: string, payload: Uint8Array): AnyRecord[] => {
  const lines = bySubject.get(subject);
  if (lines !== undefined) return jsonRecords(lines, payload);
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  return runsOf(payload).flatMap(({ layout, rows, rowBytes, offset }) =>
    Array.from({ length: rows }, (_, i) => {
      const row: Record<string, unknown> = { _tag: layout.tag };
      const begins = offset + i * rowBytes;
      for (const field of layout.fields) {
        // A row from before a field was added ends sooner: what it lacks is nothing.
        row[field.key] = field.offset + widthOf(field) <= rowBytes
          ? valueAt(view, begins + field.offset, field)
          : nothing(field);
      }
      return row as unknown as AnyRecord;
    })
  );
};

const jsonRecords = (layout: Layout, payload: Uint8Array): AnyRecord[] =>
  new TextDecoder().decode(payload).split("\n").filter((line) => line !== "").map((line) => {
    const told = parsed(line);
    const row: Record<string, unknown> = { _tag: layout.tag };
    for (const field of layout.fields) row[field.key] = told[field.name] ?? nothing(field);
    return row as unknown as AnyRecord;
  });

const parsed = (line: string): Readonly<Record<string, unknown>> => {
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    throw new FrameError(`Not JSON: ${line.slice(0, 80)}`);
  }
};

const widths: Readonly<Record<string, number>> = {
  ...{ u8: 1, enum: 1, u16: 2, u32: 4, f32: 4, i64: 8, u64: 8, f64: 8 },
};

const widthOf = ({ kind, bytes, length }: LayoutField): number =>
  widths[kind] ?? bytes ?? 1 + 8 * (length ?? 0);

const nothing = ({ kind, values, bytes, length }: LayoutField): unknown => {
  switch (kind) {
    case "enum":
      return values![0];
    case "string":
    case "text":
      return "";
    case "hex":
      return "00".repeat(bytes!);
    case "strings":
    case "numbers":
      return [];
    case "i64s":
      return new Array<number>(length!).fill(0);
    default:
      return 0;
  }
};

/** 64-bit integers are safe ones by contract. */
const wide = (view: DataView, at: number): number =>
  view.getInt32(at + 4, true) * 4294967296 + view.getUint32(at, true);

const bytesAt = (view: DataView, at: number, length: number): Uint8Array =>
  new Uint8Array(view.buffer, view.byteOffset + at, length);

const valueAt = (view: DataView, at: number, field: LayoutField): unknown => {
  switch (field.kind) {
    case "u8":
      return view.getUint8(at);
    case "u16":
      return view.getUint16(at, true);
    case "u32":
      return view.getUint32(at, true);
    case "f32":
      return view.getFloat32(at, true);
    case "f64":
      return view.getFloat64(at, true);
    case "i64":
    case "u64":
      return wide(view, at);
    case "enum": {
      const word = field.values![view.getInt8(at)];
      if (word === undefined) {
        throw new FrameError(`${field.key} is no ${field.values!.join(", ")}`);
      }
      return word;
    }
    case "text":
      return String.fromCharCode(...bytesAt(view, at, field.bytes!)).replace(/\0[^]*$/, "");
    case "hex":
      return [...bytesAt(view, at, field.bytes!)]
        .map((byte) => byte.toString(16).padStart(2, "0")).join("");
    case "i64s":
      return Array.from({ length: field.length! }, (_, i) => wide(view, at + 1 + 8 * i));
    default:
      throw new FrameError(`${field.key} is of an unknown kind, ${field.kind}`);
  }
};

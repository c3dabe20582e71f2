// What differs in a record: its first column that is not the same, with both values.
import { jsonLine } from "../../../streams/message.ts";
import type { RecordDefinition } from "../../../streams/record.ts";
import type { Mismatch } from "./compare.ts";
import { type KeyedRow, viewOf } from "./rows.ts";

/** The first column that differs; where one side lacks the record, no column and the whole other line. */
export interface Difference {
  readonly position: number;
  readonly outputIndex: number;
  /** The column; null where the record is on one side only. */
  readonly field: string | null;
  /** What the live run recorded; null where it did not. */
  readonly live: unknown;
  readonly replayed: unknown;
}

/** Describes a mismatch of two rows of a table. */
export const differenceOf = (definition: RecordDefinition, mismatch: Mismatch): Difference => {
  const { live, replayed } = mismatch;
  const { position, outputIndex } = (live ?? replayed)!;
  if (live === undefined || replayed === undefined) {
    const line = (row: KeyedRow | undefined) =>
      row === undefined ? null : lineOf(definition, row.bytes);
    return { position, outputIndex, field: null, live: line(live), replayed: line(replayed) };
  }
  const [one, other] = [columnsOf(definition, live.bytes), columnsOf(definition, replayed.bytes)];
  const at = one.findIndex((column, i) => column.exact !== other[i]!.exact);
  const field = definition.columns[at]?.name ?? null;
  return {
    position,
    outputIndex,
    field,
    live: one[at]?.value ?? null,
    replayed: other[at]?.value ?? null,
  };
};

/** A value, and a text that is the same only for the same bytes. */
interface ExactValue {
  readonly value: unknown;
  readonly exact: string;
}

const decoder = new TextDecoder();

const columnsOf = (definition: RecordDefinition, bytes: Uint8Array): readonly ExactValue[] => {
  if (definition.frame === undefined) {
    const line = JSON.parse(decoder.decode(bytes)) as Readonly<Record<string, unknown>>;
    return definition.columns.map(({ name }) => ({
      value: line[name],
      exact: JSON.stringify(line[name]),
    }));
  }
  const { offsets } = definition.frame;
  const record = frameRecord(definition, bytes);
  return definition.columns.map(({ key }, i) => {
    const next = definition.columns[i + 1];
    const own = bytes.subarray(offsets[key], next === undefined ? undefined : offsets[next.key]);
    const exact = Buffer.from(own).toString("hex");
    return { value: readable(record?.[key]) ?? exact, exact };
  });
};

const lineOf = (definition: RecordDefinition, bytes: Uint8Array): string => {
  if (definition.frame === undefined) return decoder.decode(bytes);
  const record = frameRecord(definition, bytes);
  return record === undefined ? Buffer.from(bytes).toString("hex") : jsonLine(definition, record);
};

/** The record of a frame row; undefined where a word or a list in it cannot be. */
const frameRecord = (
  { frame }: RecordDefinition,
  bytes: Uint8Array,
): Readonly<Record<string, unknown>> | undefined => {
  try {
    return frame!.read(viewOf(bytes), 0) as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
};

// JSON knows neither of NaN nor of infinities.
const readable = (value: unknown): unknown =>
  typeof value === "number" && !Number.isFinite(value) ? String(value) : value;

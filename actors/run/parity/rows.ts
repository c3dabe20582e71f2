// Rows to compare: the key of a record, and its bytes as they travel: a frame row or a JSON line.
import { jsonLine } from "../../../streams/message.ts";
import type { RecordDefinition } from "../../../streams/record.ts";
import { type AnyRecord, definitionOf, type Tag } from "../../../streams/records.ts";
import { allStreams, besideInput } from "../../../streams/subjects.ts";

/** One record of a table. Its key names it, whoever made it. */
export interface KeyedRow {
  readonly position: number;
  readonly outputIndex: number;
  /** The frame row, or the JSON line without its end. */
  readonly bytes: Uint8Array;
}

const tagsOf = (kept: (stream: string) => boolean): readonly Tag[] =>
  allStreams.filter(({ name }) => kept(name))
    .flatMap(({ carries }) => Object.keys(carries) as Tag[]);

/** What enters from outside. */
export const inputTags = tagsOf((stream) => stream === "INPUT");
/** What follows from it, in the order data flows. Operations carry the wall clock and do not. */
export const derivedTags = tagsOf((stream) => stream !== "INPUT" && !besideInput.includes(stream));

/** The order of two rows in the log: below zero where the first one comes first. */
export const keyOrder = (one: KeyedRow, other: KeyedRow): number =>
  one.position - other.position || one.outputIndex - other.outputIndex;

/** A record as a row. */
export const rowOfRecord = (record: AnyRecord): KeyedRow => ({
  position: record.position,
  outputIndex: record.outputIndex,
  bytes: bytesOf(definitionOf(record._tag), record),
});

const bytesOf = (definition: RecordDefinition, record: AnyRecord): Uint8Array => {
  if (definition.frame === undefined) return Buffer.from(jsonLine(definition, record));
  const { rowBytes, write } = definition.frame;
  // From Node's pool: a buffer of its own for each row costs more than the row.
  const bytes = Buffer.allocUnsafe(rowBytes);
  write(viewOf(bytes), 0, record as never);
  return bytes;
};

/** The bytes, to be read and written by their layout. */
export const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

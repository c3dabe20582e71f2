// One definition per record: its TypeScript type, Schema, codec, table and JSON form all follow from here.
import { Schema } from "effect";
import { compileFrame, type FrameCodec } from "./frame.ts";

/** How a field lies in a frame and in ClickHouse's RowBinary, which are the same bytes. */
export type Wire =
  | { readonly kind: "u8" | "u16" | "u32" | "i64" | "u64" | "f32" | "f64" }
  | { readonly kind: "enum"; readonly values: readonly string[] }
  | { readonly kind: "text"; readonly bytes: number }
  | { readonly kind: "hex"; readonly bytes: number }
  | { readonly kind: "i64s"; readonly length: number }
  | { readonly kind: "string" | "strings" | "numbers" };

/** One column of a record: where it lies, what it may hold, and what it means. */
export interface Field<T> {
  readonly wire: Wire;
  readonly schema: Schema.Codec<T>;
  /** The ClickHouse type and codec of the column. */
  readonly column: string;
  /** Says what the field means, with its unit; becomes the column's comment. */
  readonly comment: string;
}

const field =
  <T>(wire: Wire, schema: Schema.Codec<T>, column: string) => (comment: string): Field<T> => ({
    wire,
    schema,
    column,
    comment,
  });

const between = (minimum: number, maximum: number) =>
  Schema.Int.check(Schema.isBetween({ minimum, maximum }));
const safe = Number.MAX_SAFE_INTEGER;

/** An unsigned byte, 0 to 255. */
export const u8 = field<number>({ kind: "u8" }, between(0, 0xff), "UInt8");
/** An unsigned 16-bit integer. */
export const u16 = field<number>({ kind: "u16" }, between(0, 0xffff), "UInt16");
/** An unsigned 32-bit integer. */
export const u32 = field<number>({ kind: "u32" }, between(0, 0xffffffff), "UInt32");
/** A signed safe integer in 64 bits: ticks, lots and their products. */
export const i64 = field<number>(
  { kind: "i64" },
  between(-safe, safe),
  "Int64 CODEC(Delta, ZSTD(1))",
);
/** An unsigned safe integer in 64 bits: positions, sequences and venue ids. */
export const u64 = field<number>({ kind: "u64" }, between(0, safe), "UInt64 CODEC(Delta, ZSTD(1))");
/** A time in microseconds since the epoch, UTC. */
export const timeUs = field<number>(
  { kind: "i64" },
  between(0, safe),
  "DateTime64(6, 'UTC') CODEC(Delta, ZSTD(1))",
);
// Above this a single-precision number is infinite.
const largestF32 = 3.4028234663852886e38;
/** A finite single-precision number: a feature or a probability, never a price. */
export const f32 = field<number>(
  { kind: "f32" },
  Schema.Finite.check(Schema.isBetween({ minimum: -largestF32, maximum: largestF32 })),
  "Float32 CODEC(ZSTD(1))",
);
/** A finite double. */
export const f64 = field<number>({ kind: "f64" }, Schema.Finite, "Float64 CODEC(ZSTD(1))");
// Half of a surrogate pair is no text: it cannot be written as UTF-8, and ClickHouse refuses its escape.
const wellFormed = Schema.String.check(
  Schema.makeFilter((text: string) => text.isWellFormed(), { expected: "well-formed text" }),
);
/** UTF-8 text of any length. JSON records only. */
export const string = field<string>({ kind: "string" }, wellFormed, "String CODEC(ZSTD(1))");
/** Text from a small set of words that is not known in advance. JSON records only. */
export const word = field<string>({ kind: "string" }, wellFormed, "LowCardinality(String)");
/** A list of words. JSON records only. */
export const words = field<readonly string[]>(
  { kind: "strings" },
  Schema.Array(wellFormed),
  "Array(LowCardinality(String))",
);
/** A list of finite numbers. JSON records only. */
export const numbers = field<readonly number[]>(
  { kind: "numbers" },
  Schema.Array(Schema.Finite),
  "Array(Float64)",
);
/** ASCII text of at most `bytes` characters, padded with zeros. */
export const text = (bytes: number) =>
  field<string>(
    { kind: "text", bytes },
    Schema.String.check(Schema.isMaxLength(bytes), Schema.isPattern(/^[\x21-\x7e]*$/)),
    `FixedString(${bytes}) CODEC(ZSTD(1))`,
  );
/** `bytes` raw bytes, written in TypeScript and JSON as lower-case hexadecimal. */
export const hex = (bytes: number) =>
  field<string>(
    { kind: "hex", bytes },
    Schema.String.check(Schema.isPattern(new RegExp(`^[0-9a-f]{${bytes * 2}}$`))),
    `FixedString(${bytes}) CODEC(ZSTD(1))`,
  );
/** Exactly `length` signed safe integers, at most 127 of them. */
export const i64s = (length: number) =>
  field<readonly number[]>(
    { kind: "i64s", length },
    Schema.Array(between(-safe, safe)).check(Schema.isBetweenLength(length, length)),
    "Array(Int64) CODEC(ZSTD(1))",
  );
/** One of a fixed list of words. New words go to the end, so that old recordings decode for ever. */
export const oneOf = <const V extends readonly string[]>(values: V) =>
  field<V[number]>(
    { kind: "enum", values },
    Schema.Literals(values) as unknown as Schema.Codec<V[number]>,
    `Enum8(${values.map((value, index) => `'${value}' = ${index}`).join(", ")})`,
  );

/** The fields of a record, by their TypeScript names, in the order they lie in a frame. */
export type Fields = Readonly<Record<string, Field<never> | Field<unknown>>>;
type FieldType<F> = F extends Field<infer T> ? T : never;
/** The TypeScript type that a set of fields describes. */
export type Row<F> = { -readonly [K in keyof F]: FieldType<F[K]> };

/** The columns every record begins with: where it comes from, what it concerns and when it happened. */
export const envelope = {
  position: u64("Ordinal in the input log of the record that caused this one"),
  outputIndex: u16("Which of the outputs that one input caused, counted from 0 per stream"),
  instrumentId: u32("Instrument, see the table instruments; 0 where none is concerned"),
  eventTimeUs: timeUs("When it happened, by the clock of the venue"),
};
/** The common columns of every record. */
export type Envelope = Row<typeof envelope>;
/** A record as an actor emits it: the host adds position and output index. */
export type Unstamped<R> = R extends unknown ? Omit<R, "position" | "outputIndex"> : never;

/** Everything that follows from one definition of a record. */
export interface RecordDefinition<Tag extends string = string, F extends Fields = Fields> {
  readonly tag: Tag;
  /** Identifies the record in a frame; never reused. 0 for records that travel as JSON. */
  readonly recordId: number;
  readonly table: string;
  readonly comment: string;
  readonly fields: F;
  /** Columns in table order; the names are the snake_case of the field names. */
  readonly columns: readonly Column[];
  readonly schema: Schema.Codec<Row<F>>;
  /** The frame codec; undefined for records that travel as JSON. */
  readonly frame: FrameCodec<Row<F> & { readonly _tag: Tag }> | undefined;
  readonly orderBy: readonly string[];
  readonly ttlDays: number;
}

/** A column of a record: the name in SQL and JSON, the name in TypeScript, and the field. */
export interface Column {
  readonly name: string;
  readonly key: string;
  readonly field: Field<unknown>;
}

/** The record type of a definition, with its `_tag`. */
export type RecordOf<D> = D extends RecordDefinition<infer Tag, infer F>
  ? { readonly _tag: Tag } & Row<F>
  : never;

/** What `defineRecord` is told. */
export interface RecordOptions<Tag extends string, F extends Fields> {
  readonly tag: Tag;
  readonly table: string;
  readonly comment: string;
  /** Positive for a record that travels as frames; left out for one that travels as JSON lines. */
  readonly recordId?: number;
  /** The fields after the envelope. */
  readonly fields: F;
  readonly orderBy?: readonly string[];
  /** Days the raw rows are kept. */
  readonly ttlDays: number;
}

/** Defines a record once. Throws where a frame field has no fixed width. */
export const defineRecord = <const Tag extends string, F extends Fields>(
  options: RecordOptions<Tag, F>,
): RecordDefinition<Tag, typeof envelope & F> => {
  const fields = { ...envelope, ...options.fields };
  const columns = Object.entries(fields).map(([key, one]) => ({
    name: columnName(key, one as Field<unknown>),
    key,
    field: one as Field<unknown>,
  }));
  const schemas = Object.fromEntries(columns.map((column) => [column.key, column.field.schema]));
  return {
    tag: options.tag,
    recordId: options.recordId ?? 0,
    table: options.table,
    comment: options.comment,
    fields,
    columns,
    schema: Schema.Struct(schemas) as unknown as Schema.Codec<Row<typeof envelope & F>>,
    frame: options.recordId === undefined ? undefined : compileFrame(
      options.tag,
      columns.map((column) => ({ key: column.key, wire: column.field.wire })),
    ),
    orderBy: options.orderBy ?? ["instrument_id", "event_time", "position", "output_index"],
    ttlDays: options.ttlDays,
  };
};

/** The snake_case column name of a field. A time loses its unit: its column's type is a date and time. */
export const columnName = (key: string, of: Field<unknown>): string => {
  const snake = key.replaceAll(/([A-Z]|(?<=[a-z])\d+)/g, (part) => `_${part.toLowerCase()}`);
  return of.column.startsWith("DateTime64") ? snake.replace(/_us$/, "") : snake;
};

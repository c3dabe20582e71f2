// How the values of a Parquet column become numbers: exact integers, times in microseconds.
import type { SchemaElement } from "hyparquet";
import type { ColumnKind } from "./columns.ts";
import type { PageValues } from "./parquet-pages.ts";

/** Turns the values of a page into numbers or texts. */
export interface Decoding {
  /** Plain values of a fixed width, from their bytes; absent for text. */
  readonly plain?: (page: Uint8Array, offset: number, count: number) => PageValues;
  /** Values as hyparquet unpacks them: numbers, bigints, booleans or bytes. */
  readonly values: (values: ArrayLike<unknown>) => PageValues;
}

/** Decodes text. */
export const utf8: TextDecoder = new TextDecoder();

const high = 4294967296;

/** Decimal places of a column: those of a DECIMAL, 0 for integers, undefined for floating point. */
export const scaleOf = (element: SchemaElement): number | undefined => {
  if (element.type === "DOUBLE" || element.type === "FLOAT") return undefined;
  const logical = element.logical_type;
  if (logical?.type === "DECIMAL") return logical.scale;
  return element.converted_type === "DECIMAL" ? element.scale ?? 0 : 0;
};

/** How a column is decoded. Throws where the file's type cannot be what the layout reads. */
export const decodingOf = (kind: ColumnKind, element: SchemaElement): Decoding => {
  const { type } = element;
  if (
    (kind === "text") !== (type === "BYTE_ARRAY" && scaleOf(element) === 0 && !isDecimal(element))
  ) {
    throw new Error(`column "${element.name}" is ${type}, expected ${kind}`);
  }
  if (kind === "text") {
    return {
      values: (values) => ({
        texts: Array.from(values, (value) => utf8.decode(value as Uint8Array)),
        length: values.length,
      }),
    };
  }
  const unit = unitOf(kind, element);
  const values = (from: ArrayLike<unknown>) => generalNumbers(from, unit);
  if (type === "BOOLEAN") return { values, plain: plainBooleans };
  const width = widthOf(element);
  const reader = readerOf(element, unit);
  if (reader === undefined || width === 0) return { values };
  return {
    values,
    plain: (page, offset, count) => plainNumbers({ page, offset, count, width, reader }),
  };
};

type Unit = "one" | "thousand" | "thousandth" | "shortest";
/** Reads one value; NaN where it is no safe integer, which `big` then reads. */
interface Reader {
  readonly read: (view: DataView, offset: number) => number;
  readonly big?: (view: DataView, offset: number) => bigint;
}

const isDecimal = (element: SchemaElement): boolean =>
  element.converted_type === "DECIMAL" || element.logical_type?.type === "DECIMAL";

const unitOf = (kind: ColumnKind, element: SchemaElement): Unit => {
  if (element.type === "FLOAT") return "shortest";
  const logical = element.logical_type;
  const declared = logical?.type === "TIMESTAMP" ? logical.unit : undefined;
  if (declared === "NANOS") return "thousandth";
  if (declared === "MILLIS" || element.converted_type === "TIMESTAMP_MILLIS") return "thousand";
  if (declared === "MICROS" || element.converted_type === "TIMESTAMP_MICROS") return "one";
  return kind === "nanoseconds" ? "thousandth" : kind === "milliseconds" ? "thousand" : "one";
};

const widthOf = (element: SchemaElement): number => {
  switch (element.type) {
    case "INT32":
    case "FLOAT":
      return 4;
    case "INT64":
    case "DOUBLE":
      return 8;
    case "FIXED_LEN_BYTE_ARRAY":
      return element.type_length ?? 0;
    default:
      return 0;
  }
};

/** The reader of a type of fixed width. Undefined for types that go the general way. */
const readerOf = (element: SchemaElement, unit: Unit): Reader | undefined => {
  const { type, type_length: length } = element;
  if (type === "DOUBLE") return { read: (view, at) => view.getFloat64(at, true) };
  if (type === "INT32" && unit === "one") return { read: (view, at) => view.getInt32(at, true) };
  if (type === "FIXED_LEN_BYTE_ARRAY" && length === 4) {
    return { read: (view, at) => view.getInt32(at) };
  }
  if (type === "FIXED_LEN_BYTE_ARRAY" && length === 8) {
    return {
      read: (view, at) => safe(view.getInt32(at) * high + view.getUint32(at + 4)),
      big: (view, at) => view.getBigInt64(at),
    };
  }
  if (type !== "INT64") return undefined;
  // 2^32 is 4294967 thousands and 296, so nanoseconds become microseconds without big integers.
  if (unit === "thousandth") {
    return {
      read: (view, at) => {
        const upper = view.getInt32(at + 4, true);
        return upper * 4294967 + Math.floor((upper * 296 + view.getUint32(at, true)) / 1000);
      },
    };
  }
  const factor = unit === "thousand" ? 1000 : 1;
  return {
    read: (view, at) =>
      safe((view.getInt32(at + 4, true) * high + view.getUint32(at, true)) * factor),
    big: (view, at) => view.getBigInt64(at, true) * BigInt(factor),
  };
};

const safe = (value: number): number => Number.isSafeInteger(value) ? value : Number.NaN;

interface Plain {
  readonly page: Uint8Array;
  readonly offset: number;
  readonly count: number;
  readonly width: number;
  readonly reader: Reader;
}

const plainNumbers = ({ page, offset, count, width, reader }: Plain): PageValues => {
  const view = new DataView(page.buffer, page.byteOffset, page.byteLength);
  const numbers = new Float64Array(count);
  const { read, big } = reader;
  const exact = new Map<number, bigint>();
  for (let i = 0, at = offset; i < count; i++, at += width) {
    const value = read(view, at);
    numbers[i] = value;
    if (value !== value && big !== undefined) exact.set(i, big(view, at));
  }
  return { numbers, exact, length: count };
};

const plainBooleans = (page: Uint8Array, offset: number, count: number): PageValues => {
  const numbers = new Float64Array(count);
  for (let i = 0; i < count; i++) numbers[i] = page[offset + (i >> 3)]! >> (i & 7) & 1;
  return { numbers, length: count };
};

const generalNumbers = (values: ArrayLike<unknown>, unit: Unit): PageValues => {
  const numbers = new Float64Array(values.length);
  const exact = new Map<number, bigint>();
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    const big = typeof value === "bigint"
      ? value
      : value instanceof Uint8Array
      ? bigOf(value)
      : undefined;
    if (big === undefined) {
      numbers[i] = unit === "shortest" ? shortest(value as number) : Number(value) * factorOf(unit);
      continue;
    }
    const scaled = unit === "thousandth" ? floorThousandth(big) : big * BigInt(factorOf(unit));
    numbers[i] = safe(Number(scaled));
    if (!Number.isSafeInteger(numbers[i])) exact.set(i, scaled);
  }
  return { numbers, exact, length: values.length };
};

const factorOf = (unit: Unit): number => unit === "thousand" ? 1000 : 1;

const floorThousandth = (value: bigint): bigint =>
  (value - ((value % 1000n) + 1000n) % 1000n) / 1000n;

/** A big-endian integer with sign, as Parquet keeps decimals in bytes. */
const bigOf = (bytes: Uint8Array): bigint => {
  let value = 0n;
  for (const byte of bytes) value = value << 8n | BigInt(byte);
  return BigInt.asIntN(bytes.length * 8, value);
};

/** The double with the shortest decimal text that is this single-precision number. */
const shortest = (value: number): number => {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return Number(value.toPrecision(9));
};

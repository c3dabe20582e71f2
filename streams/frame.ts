// Frames: fixed-layout little-endian rows that a DataView reads and ClickHouse takes as RowBinary.
import type { Wire } from "./record.ts";

/** Bytes or text that do not hold what they should. */
export class MalformedMessage extends Error {
  override readonly name = "MalformedMessage";
}

/** Reads and writes the rows of one record. Offsets and widths are in bytes. */
export interface FrameCodec<R> {
  readonly rowBytes: number;
  /**
   * Writes a row at an offset. The caller has validated it: see `Schema` for untrusted rows. Throws a
   * `TypeError` for a word that is not in its list, which would spoil the batch it is stored with.
   */
  readonly write: (view: DataView, offset: number, row: Omit<R, "_tag">) => void;
  /** Reads the row at an offset. Throws `MalformedMessage` for a word or a list that cannot be. */
  readonly read: (view: DataView, offset: number) => R;
  /** Where a field lies in its row. */
  readonly offsets: Readonly<Record<string, number>>;
  /** A row of defaults: what an older, shorter row ends with. Never written to. */
  readonly blank: Uint8Array;
}

interface Slot {
  readonly key: string;
  readonly wire: Wire;
}

/**
 * Builds the codec of a record. The two functions are compiled from the layout, because a loop over
 * the fields costs ten times as much. Throws for a field without a fixed width.
 */
export const compileFrame = <R>(tag: string, slots: readonly Slot[]): FrameCodec<R> => {
  const offsets: Record<string, number> = {};
  const enums = slots.map((slot) => slot.wire.kind === "enum" ? slot.wire.values : []);
  let rowBytes = 0;
  for (const slot of slots) {
    offsets[slot.key] = rowBytes;
    rowBytes += widthOf(slot.wire);
  }
  const compile = (source: string) => new Function("x", "e", `"use strict"; return ${source};`);
  const reads = slots.map((s, i) => `${s.key}: ${readSource(s.wire, offsets[s.key]!, `e[${i}]`)}`);
  const writes = slots.map((s, i) => writeSource(s.wire, offsets[s.key]!, `e[${i}]`, `r.${s.key}`));
  return {
    rowBytes,
    offsets,
    blank: blankRow(rowBytes, slots, offsets),
    read: compile(`(v, o) => ({ _tag: "${tag}", ${reads.join(", ")} })`)(runtime, enums),
    write: compile(`(v, o, r) => { ${writes.join(" ")} }`)(runtime, enums),
  };
};

const blankRow = (
  rowBytes: number,
  slots: readonly Slot[],
  offsets: Readonly<Record<string, number>>,
): Uint8Array => {
  const blank = new Uint8Array(rowBytes);
  for (const { key, wire } of slots) {
    if (wire.kind === "i64s") blank[offsets[key]!] = wire.length;
  }
  return blank;
};

const widthOf = (wire: Wire): number => {
  switch (wire.kind) {
    case "u8":
    case "enum":
      return 1;
    case "u16":
      return 2;
    case "u32":
    case "f32":
      return 4;
    case "i64":
    case "u64":
    case "f64":
      return 8;
    case "text":
    case "hex":
      return wire.bytes;
    case "i64s":
      return 1 + 8 * wire.length;
    case "string":
    case "strings":
    case "numbers":
      throw new Error(`A "${wire.kind}" field has no fixed width and cannot lie in a frame`);
  }
};

const high = 4294967296;
const readI64 = (v: DataView, o: number): number =>
  v.getInt32(o + 4, true) * high + v.getUint32(o, true);
const writeI64 = (v: DataView, o: number, n: number): void => {
  v.setUint32(o, n >>> 0, true);
  v.setInt32(o + 4, Math.floor(n / high), true);
};
const readText = (v: DataView, o: number, bytes: number): string => {
  let out = "";
  for (let i = 0; i < bytes; i++) {
    const code = v.getUint8(o + i);
    if (code === 0) break;
    out += String.fromCharCode(code);
  }
  return out;
};
const writeText = (v: DataView, o: number, bytes: number, value: string): void => {
  for (let i = 0; i < bytes; i++) v.setUint8(o + i, i < value.length ? value.charCodeAt(i) : 0);
};
const hexOf = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
const readHex = (v: DataView, o: number, bytes: number): string => {
  let out = "";
  for (let i = 0; i < bytes; i++) out += hexOf[v.getUint8(o + i)]!;
  return out;
};
const writeHex = (v: DataView, o: number, bytes: number, value: string): void => {
  for (let i = 0; i < bytes; i++) v.setUint8(o + i, parseInt(value.slice(2 * i, 2 * i + 2), 16));
};
const readI64s = (v: DataView, o: number, length: number): number[] => {
  if (v.getUint8(o) !== length) {
    throw new MalformedMessage(`List has ${v.getUint8(o)} numbers, expected ${length}`);
  }
  const out = new Array<number>(length);
  for (let i = 0; i < length; i++) out[i] = readI64(v, o + 1 + 8 * i);
  return out;
};
const writeI64s = (v: DataView, o: number, length: number, value: readonly number[]): void => {
  v.setUint8(o, length);
  for (let i = 0; i < length; i++) writeI64(v, o + 1 + 8 * i, value[i]!);
};
const readEnum = (v: DataView, o: number, values: readonly string[]): string => {
  const value = values[v.getInt8(o)];
  if (value === undefined) {
    throw new MalformedMessage(`Enum value ${v.getInt8(o)} is not one of ${values.join(", ")}`);
  }
  return value;
};
const writeEnum = (v: DataView, o: number, values: readonly string[], value: string): void => {
  const index = values.indexOf(value);
  if (index < 0) throw new TypeError(`"${value}" is not one of ${values.join(", ")}`);
  v.setInt8(o, index);
};
const runtime = {
  readI64,
  writeI64,
  readText,
  writeText,
  readHex,
  writeHex,
  readI64s,
  writeI64s,
  readEnum,
  writeEnum,
};

const getters = {
  u8: "getUint8",
  u16: "getUint16",
  u32: "getUint32",
  f32: "getFloat32",
  f64: "getFloat64",
} as const;
const setters = {
  u8: "setUint8",
  u16: "setUint16",
  u32: "setUint32",
  f32: "setFloat32",
  f64: "setFloat64",
} as const;

const readSource = (wire: Wire, offset: number, values: string): string => {
  const at = `o + ${offset}`;
  switch (wire.kind) {
    case "u8":
    case "u16":
    case "u32":
    case "f32":
    case "f64":
      return `v.${getters[wire.kind]}(${at}, true)`;
    case "i64":
    case "u64":
      return `v.getInt32(o + ${offset + 4}, true) * ${high} + v.getUint32(${at}, true)`;
    case "enum":
      return `x.readEnum(v, ${at}, ${values})`;
    case "text":
      return `x.readText(v, ${at}, ${wire.bytes})`;
    case "hex":
      return `x.readHex(v, ${at}, ${wire.bytes})`;
    case "i64s":
      return `x.readI64s(v, ${at}, ${wire.length})`;
    case "string":
    case "strings":
    case "numbers":
      throw new Error("unreachable: widthOf refused it");
  }
};

const writeSource = (wire: Wire, offset: number, values: string, value: string): string => {
  const at = `o + ${offset}`;
  switch (wire.kind) {
    case "u8":
    case "u16":
    case "u32":
    case "f32":
    case "f64":
      return `v.${setters[wire.kind]}(${at}, ${value}, true);`;
    case "i64":
    case "u64":
      return `x.writeI64(v, ${at}, ${value});`;
    case "enum":
      return `x.writeEnum(v, ${at}, ${values}, ${value});`;
    case "text":
      return `x.writeText(v, ${at}, ${wire.bytes}, ${value});`;
    case "hex":
      return `x.writeHex(v, ${at}, ${wire.bytes}, ${value});`;
    case "i64s":
      return `x.writeI64s(v, ${at}, ${wire.length}, ${value});`;
    case "string":
    case "strings":
    case "numbers":
      throw new Error("unreachable: widthOf refused it");
  }
};

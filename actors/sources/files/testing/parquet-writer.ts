// Writes small Parquet files for tests: plain, uncompressed, flat columns, some row groups.

/** One column: its physical type, the decimal places it declares, whether values may be missing. */
export interface WrittenColumn {
  readonly name: string;
  readonly type: "INT32" | "INT64" | "DOUBLE" | "BYTE_ARRAY" | "FIXED8" | "BOOLEAN";
  readonly scale?: number;
  readonly optional?: boolean;
}

/** A value of any column; undefined where it is missing. */
export type WrittenValue = bigint | number | string | boolean | undefined;

const typeIds = { BOOLEAN: 0, INT32: 1, INT64: 2, DOUBLE: 5, BYTE_ARRAY: 6, FIXED8: 7 } as const;

/** The bytes of a Parquet file whose row groups hold the rows given. */
export const parquetBytes = (
  columns: readonly WrittenColumn[],
  groups: readonly (readonly (readonly WrittenValue[])[])[],
): Uint8Array => {
  const out: number[] = [...utf8("PAR1")];
  const written = groups.map((rows) => {
    const chunks = columns.map((column, index) => {
      const offset = out.length;
      const page = pageOf(column, rows.map((row) => row[index]));
      const header = struct([
        [1, i32(0)],
        [2, i32(page.length)],
        [3, i32(page.length)],
        [5, struct([[1, i32(rows.length)], [2, i32(0)], [3, i32(3)], [4, i32(3)]])],
      ]);
      out.push(...header.bytes, ...page);
      return { column, offset, bytes: out.length - offset };
    });
    return { rows: rows.length, chunks };
  });
  const metadata = struct([
    [1, i32(1)],
    [2, list(12, [root(columns.length), ...columns.map(elementOf)])],
    [3, i64(groups.reduce((sum, rows) => sum + rows.length, 0))],
    [4, list(12, written.map(groupOf))],
  ]).bytes;
  out.push(...metadata, ...u32(metadata.length), ...utf8("PAR1"));
  return Uint8Array.from(out);
};

interface Thrift {
  readonly type: number;
  readonly bytes: readonly number[];
}

const root = (children: number): Thrift => struct([[4, text("root")], [5, i32(children)]]);
const elementOf = ({ name, type, scale, optional }: WrittenColumn): Thrift =>
  struct([
    [1, i32(typeIds[type])],
    ...(type === "FIXED8" ? [[2, i32(8)] as const] : []),
    [3, i32(optional === true ? 1 : 0)],
    [4, text(name)],
    ...(type === "BYTE_ARRAY" ? [[6, i32(0)] as const] : []),
    ...(scale === undefined ? [] : [[6, i32(5)], [7, i32(scale)], [8, i32(18)]] as const),
  ]);

interface Group {
  readonly rows: number;
  readonly chunks: readonly {
    readonly column: WrittenColumn;
    readonly offset: number;
    readonly bytes: number;
  }[];
}

const groupOf = ({ rows, chunks }: Group): Thrift =>
  struct([
    [
      1,
      list(
        12,
        chunks.map(({ column, offset, bytes }) =>
          struct([
            [2, i64(offset)],
            [
              3,
              struct([
                [1, i32(typeIds[column.type])],
                [2, list(5, [i32(0)])],
                [3, list(8, [text(column.name)])],
                [4, i32(0)],
                [5, i64(rows)],
                [6, i64(bytes)],
                [7, i64(bytes)],
                [9, i64(offset)],
              ]),
            ],
          ])
        ),
      ),
    ],
    [2, i64(chunks.reduce((sum, one) => sum + one.bytes, 0))],
    [3, i64(rows)],
  ]);

const pageOf = (column: WrittenColumn, values: readonly WrittenValue[]): number[] => {
  const present = values.filter((value) => value !== undefined);
  const levels = column.optional === true ? levelsOf(values) : [];
  if (column.type !== "BOOLEAN") {
    return [...levels, ...present.flatMap((one) => valueOf(column, one))];
  }
  const bits = new Array<number>(Math.ceil(present.length / 8)).fill(0);
  present.forEach((one, i) => bits[i >> 3]! |= one === true ? 1 << (i & 7) : 0);
  return [...levels, ...bits];
};

/** Definition levels as runs of one, with the length before them. */
const levelsOf = (values: readonly WrittenValue[]): number[] => {
  const runs = values.flatMap((value) => [2, value === undefined ? 0 : 1]);
  return [...u32(runs.length), ...runs];
};

const valueOf = ({ type }: WrittenColumn, value: WrittenValue): number[] => {
  const view = new DataView(new ArrayBuffer(8));
  const bytes = (count: number) => [...new Uint8Array(view.buffer, 0, count)];
  if (type === "BYTE_ARRAY") return [...u32(utf8(String(value)).length), ...utf8(String(value))];
  if (type === "DOUBLE") view.setFloat64(0, value as number, true);
  else if (type === "INT32") view.setInt32(0, value as number, true);
  else view.setBigInt64(0, BigInt(value as bigint), type === "INT64");
  return bytes(type === "INT32" ? 4 : 8);
};

const utf8 = (value: string): number[] => [...new TextEncoder().encode(value)];
const u32 = (value: number): number[] => [0, 8, 16, 24].map((shift) => value >>> shift & 255);

const varint = (value: bigint): number[] =>
  value < 128n ? [Number(value)] : [Number(value & 127n) | 128, ...varint(value >> 7n)];
const zigzag = (value: number): number[] => varint(BigInt(value) * 2n);

const i32 = (value: number): Thrift => ({ type: 5, bytes: zigzag(value) });
const i64 = (value: number): Thrift => ({ type: 6, bytes: zigzag(value) });
const text = (value: string): Thrift => ({
  type: 8,
  bytes: [...varint(BigInt(utf8(value).length)), ...utf8(value)],
});
const list = (type: number, items: readonly Thrift[]): Thrift => ({
  type: 9,
  bytes: [items.length << 4 | type, ...items.flatMap((item) => item.bytes)],
});
const struct = (fields: readonly (readonly [number, Thrift])[]): Thrift => {
  let last = 0;
  const bytes = fields.flatMap(([id, { type, bytes: value }]) => {
    const head = (id - last) << 4 | type;
    last = id;
    return [head, ...value];
  });
  return { type: 12, bytes: [...bytes, 0] };
};

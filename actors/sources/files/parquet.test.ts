// Parquet columns are read exactly, and a damaged file gives its good rows first.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseStep } from "../../../streams/units.ts";
import { type ColumnKind, decimalsOf, integersOf, textsOf } from "./columns.ts";
import { openParquet } from "./parquet.ts";
import { parquetBytes, type WrittenColumn, type WrittenValue } from "./testing/parquet-writer.ts";
import { temporaryFolder } from "./testing/ticks.ts";

const folder = temporaryFolder();
let files = 0;
const write = (bytes: Uint8Array): string => {
  const path = join(folder, `${++files}.parquet`);
  writeFileSync(path, bytes);
  return path;
};
const read = async (
  columns: readonly WrittenColumn[],
  rows: readonly (readonly WrittenValue[])[],
  kinds: Record<string, ColumnKind>,
) => {
  const table = await openParquet(write(parquetBytes(columns, [rows])), "t.parquet");
  const batches = table.read(new Map(Object.entries(kinds)));
  const { value } = await batches.next();
  await batches.return(undefined);
  return value!;
};

describe("reading Parquet", () => {
  it("reads decimals of every physical type exactly", async () => {
    const columns: WrittenColumn[] = [
      { name: "a", type: "FIXED8", scale: 8 },
      { name: "b", type: "INT64", scale: 2 },
      { name: "c", type: "INT32", scale: 4 },
      { name: "d", type: "DOUBLE" },
    ];
    const rows = [
      [6180030000000n, 4875n, 487500, 48.75],
      [24711700000000000n, -1n, -1, 0.07],
      [9223372036854775807n, 9007199254740993n, 1, NaN],
    ];
    const kinds = { a: "decimal", b: "decimal", c: "decimal", d: "decimal" } as const;
    const batch = await read(columns, rows, kinds);
    const steps = (name: string, step: string) => [
      ...decimalsOf(batch, name)!.steps(parseStep(step)),
    ];
    expect(steps("a", "0.1")).toEqual([618003, 2471170000, NaN]);
    expect(steps("b", "0.01")).toEqual([4875, -1, NaN]);
    expect(steps("c", "0.01")).toEqual([4875, NaN, NaN]);
    expect(steps("d", "0.01")).toEqual([4875, 7, NaN]);
    expect(decimalsOf(batch, "b")!.text(2)).toBe("90071992547409.93");
  });

  it("reads times of every unit as microseconds, text and booleans", async () => {
    const columns: WrittenColumn[] = [
      { name: "ns", type: "INT64" },
      { name: "ms", type: "INT64" },
      { name: "us", type: "INT64" },
      { name: "side", type: "BYTE_ARRAY" },
      { name: "ok", type: "BOOLEAN" },
    ];
    const batch = await read(columns, [
      [1723161255088176367n, 1723161255088n, 1723161255088176n, "buy", true],
      [1723161255000000999n, 0n, 1n, "größer", false],
    ], {
      ns: "nanoseconds",
      ms: "milliseconds",
      us: "microseconds",
      side: "text",
      ok: "boolean",
    });
    const values = (name: string) => [...integersOf(batch, name)!.values];
    expect(values("ns")).toEqual([1723161255088176, 1723161255000000]);
    expect(values("ms")).toEqual([1723161255088000, 0]);
    expect(values("us")).toEqual([1723161255088176, 1]);
    expect(values("ok")).toEqual([1, 0]);
    expect(textsOf(batch, "side")).toEqual(["buy", "größer"]);
  });

  it("gives NaN and empty text where a value is missing", async () => {
    const columns: WrittenColumn[] = [
      { name: "n", type: "INT64", optional: true },
      { name: "p", type: "FIXED8", scale: 2, optional: true },
      { name: "t", type: "BYTE_ARRAY", optional: true },
    ];
    const kinds = { n: "integer", p: "decimal", t: "text" } as const;
    const some = await read(columns, [[1n, 100n, "x"], [undefined, undefined, undefined]], kinds);
    expect([...integersOf(some, "n")!.values]).toEqual([1, NaN]);
    expect([...decimalsOf(some, "p")!.steps(parseStep("0.01"))]).toEqual([100, NaN]);
    expect(textsOf(some, "t")).toEqual(["x", ""]);
    const all = await read(columns, [[1n, 100n, "x"], [2n, 200n, "y"]], kinds);
    expect([...integersOf(all, "n")!.values]).toEqual([1, 2]);
    expect([...decimalsOf(all, "p")!.steps(parseStep("0.01"))]).toEqual([100, 200]);
  });

  it("says that a file without its end is cut off", async () => {
    const bytes = parquetBytes([{ name: "n", type: "INT64" }], [[[1n], [2n]]]);
    const path = write(bytes.subarray(0, bytes.length - 20));
    await expect(openParquet(path, "cut.parquet")).rejects.toThrow(
      /cut\.parquet: no readable Parquet footer, so the file is cut off or no Parquet file: 0 good/,
    );
  });

  it("gives the row groups before a damaged one, then says how many rows were good", async () => {
    const group = (from: number) => Array.from({ length: 5 }, (_, i) => [BigInt(from + i)]);
    const bytes = parquetBytes([{ name: "n", type: "INT64" }], [group(0), group(5), group(10)]);
    const second = Buffer.from(bytes.buffer).indexOf(Buffer.from([5, 0, 0, 0, 0, 0, 0, 0, 6]));
    bytes.fill(0xff, second - 8, second);
    const table = await openParquet(write(bytes), "bad.parquet");
    let rows = 0;
    const reading = async () => {
      for await (const batch of table.read(new Map([["n", "integer"]]))) rows += batch.rows;
    };
    await expect(reading()).rejects.toThrow(
      /bad\.parquet: row group 2 of 3 cannot be read .*: 5 good rows of 15 came before/,
    );
    expect(rows).toBe(5);
  });
});

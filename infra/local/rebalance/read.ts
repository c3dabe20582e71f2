// Reads a table of returns, prices or price relatives: a row for each period, a column for each asset.
import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import type { Returns } from "../../../actors/rebalance/returns.ts";

/** What the numbers of a table are. */
export type TableKind = "returns" | "prices" | "relatives";

/** A file that cannot be read; the message says which and why. */
export class BadTable extends Error {
  override readonly name = "BadTable";
}

/** Returns, and what was left out of the table. */
export interface ReadReturns {
  readonly returns: Returns;
  /** Assets without a number in some period. */
  readonly dropped: readonly string[];
}

const times = /^(|date|time|timestamp|day|index|__index_level_0__|unnamed: 0)$/i;

/** Reads the last periods of a table; all where there is no number. Throws `BadTable`. */
export const readReturns = async (
  path: string,
  { kind, periods }: { readonly kind: TableKind; readonly periods: number },
): Promise<ReadReturns> => {
  if (!existsSync(path)) throw new BadTable(`--${kind} "${path}": no such file`);
  const { names, rows } = /\.parquet$/i.test(path) ? await fromParquet(path) : fromCsv(path);
  const first = kind === "prices" ? 1 : 0;
  const wanted = Math.min(rows.length - first, periods);
  if (wanted < 2) {
    throw new BadTable(`--${kind} "${path}": ${rows.length} rows; expected at least ${2 + first}`);
  }
  const from = rows.length - wanted;
  const kept: string[] = [];
  const dropped: string[] = [];
  const columns: Float64Array[] = [];
  for (const [i, name] of names.entries()) {
    const column = Float64Array.from({ length: wanted }, (_, t) => {
      const now = rows[from + t]![i]!;
      if (kind === "returns") return now;
      return kind === "relatives" ? now - 1 : now / rows[from + t - 1]![i]! - 1;
    });
    // A return below -1 loses more than there was: it is no return, and no price either.
    if (column.every((one) => Number.isFinite(one) && one >= -1)) {
      kept.push(name);
      columns.push(column);
    } else dropped.push(name);
  }
  if (kept.length === 0) {
    throw new BadTable(`--${kind} "${path}": no column has a number in each of ${wanted} rows`);
  }
  return { returns: { names: kept, periods: wanted, columns }, dropped };
};

interface Table {
  readonly names: readonly string[];
  readonly rows: readonly (readonly number[])[];
}

const fromCsv = (path: string): Table => {
  const bytes = readFileSync(path);
  const text = (/\.gz$/i.test(path) ? gunzipSync(bytes) : bytes).toString("utf8");
  const [head = "", ...lines] = text.trim().split(/\r?\n/);
  const all = head.split(",").map((one) => one.trim().replace(/^"|"$/g, ""));
  const columns = all.flatMap((name, i) => times.test(name) ? [] : [i]);
  const rows = lines.map((line) => {
    const cells = line.split(",");
    return columns.map((i) => (cells[i] ?? "").trim() === "" ? NaN : Number(cells[i]));
  });
  return { names: columns.map((i) => all[i]!), rows };
};

const fromParquet = async (path: string): Promise<Table> => {
  const file = await asyncBufferFromFile(path);
  const records = await parquetReadObjects({ file, compressors }) as Record<string, unknown>[];
  const names = Object.entries(records[0] ?? {}).flatMap(([name, value]) =>
    times.test(name) || value instanceof Date || typeof value === "string" ? [] : [name]
  );
  const rows = records.map((record) =>
    names.map((name) =>
      record[name] === null || record[name] === undefined ? NaN : Number(record[name])
    )
  );
  return { names, rows };
};

// Reads bars of files: Parquet or CSV with open, high, low, close, the same of bid and ask, or a price a day.
import { SourceFailed } from "../../../sources/source.ts";
import {
  type ColumnKind,
  decimalsOf,
  integersOf,
  type TableBatch,
} from "../../../sources/files/columns.ts";
import { openCsv } from "../../../sources/files/csv.ts";
import { findFiles } from "../../../sources/files/find.ts";
import { Instruments, type Named } from "../../../sources/files/instruments.ts";
import { openParquet } from "../../../sources/files/parquet.ts";
import type { Table } from "../../../sources/files/table.ts";
import type { BacktestWarning } from "../result.ts";
import type { Bars } from "./bars.ts";
import { type BarRows, barsOf, namedApart, noBarRows, usualStepUs } from "./collect.ts";
import { namedOf, namingColumns } from "./named.ts";
import { isWide, readWide } from "./wide.ts";

const prices = ["open", "high", "low", "close"] as const;
const quotes = prices.flatMap((name) => [`bid_${name}`, `ask_${name}`]);
const times = ["ts_us", "time", "timestamp"];

/** Bars that were read, and rows that were left out. */
export interface ReadBars {
  readonly series: readonly Bars[];
  readonly refused: { readonly count: number; readonly first: string };
  /** What else a reader should know of them. */
  readonly warnings?: readonly BacktestWarning[];
}

/** Whether a file is a table of bars. */
export const isBars = (columns: readonly string[]): boolean =>
  prices.every((name) => columns.includes(name)) ||
  quotes.every((name) => columns.includes(name)) || isWide(columns);

/** Opens those of the files that are tables of bars. */
export const openBars = async (files: readonly string[]): Promise<Table[]> => {
  const tables: Table[] = [];
  for (const { path, name } of await findFiles(files)) {
    if (!/\.(parquet|csv(\.gz|\.zst)?)$/i.test(path)) continue;
    const table = /\.parquet$/i.test(path)
      ? await openParquet(path, name)
      : await openCsv(path, name);
    if (isBars(table.columns)) tables.push(table);
  }
  return tables;
};

/** Reads all bars, a series for each instrument, interval and kind of price. Throws `SourceFailed`. */
export const readBars = async (tables: readonly Table[]): Promise<ReadBars> => {
  const all = new Map<string, BarRows>();
  for (const table of tables) {
    const read = isWide(table.columns) ? await readWide(table) : await readTable(table);
    for (const rows of read) {
      const { symbol, venue } = rows.named;
      const key = `${symbol}.${venue} ${usualStepUs(rows.timeUs)} ${rows.quoted}`;
      const before = all.get(key);
      if (before === undefined) all.set(key, rows);
      else append(before, rows);
    }
  }
  const instruments = new Instruments();
  const names = namedApart([...all.values()], instruments);
  const refused = { count: 0, first: "" };
  const series = [...all.values()].map((rows, i) =>
    barsOf(rows, instruments.find(names[i]!)!, (why) => {
      if (refused.count++ === 0) refused.first = why;
    })
  );
  return { series: series.filter(({ length }) => length > 0), refused };
};

const append = (to: BarRows, from: BarRows): void => {
  for (const name of ["timeUs", "prices", "volume"] as const) {
    for (const one of from[name]) to[name].push(one);
  }
};

const readTable = async (table: Table): Promise<readonly BarRows[]> => {
  const rowsOf = new Map<string, BarRows>();
  const quoted = quotes.every((name) => table.columns.includes(name));
  const names = quoted ? quotes : [...prices];
  const time = times.find((name) => table.columns.includes(name));
  if (time === undefined) {
    throw new SourceFailed(`${table.name}: bars without a column ts_us (microseconds since 1970)`);
  }
  const kinds = new Map<string, ColumnKind>(names.map((name) => [name, "decimal"]));
  kinds.set(time, "microseconds");
  if (table.columns.includes("volume")) kinds.set("volume", "decimal");
  for (const name of namingColumns) if (table.columns.includes(name)) kinds.set(name, "text");
  for await (const batch of table.read(kinds)) {
    takeBatch(batch, { table, time, names, quoted, rowsOf });
  }
  return [...rowsOf.values()];
};

interface Taking {
  readonly table: Table;
  readonly time: string;
  readonly names: readonly string[];
  readonly quoted: boolean;
  readonly rowsOf: Map<string, BarRows>;
}

const takeBatch = (
  batch: TableBatch,
  { table, time, names, quoted, rowsOf }: Taking,
): void => {
  const timeUs = integersOf(batch, time)!.values;
  const columns = names.map((name) => decimalsOf(batch, name)!);
  const volume = decimalsOf(batch, "volume");
  const namedAt = namedOf(table, batch);
  const found = new Map<Named, BarRows>();
  for (let row = 0; row < batch.rows; row++) {
    const named = namedAt(row);
    let rows = found.get(named);
    if (rows === undefined) {
      const key = `${named.symbol}.${named.venue}`;
      rows = rowsOf.get(key) ?? noBarRows(named, quoted);
      rowsOf.set(key, rows);
      found.set(named, rows);
    }
    rows.timeUs.push(timeUs[row]!);
    for (const column of columns) rows.prices.push(column.valueAt(row));
    rows.volume.push(volume?.valueAt(row) ?? 0);
  }
};

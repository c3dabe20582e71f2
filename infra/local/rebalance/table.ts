// A table of numbers by asset and time, out of what people keep: CSV or Parquet, wide or long, with or without dates.
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";

/** One row for each period, one column for each asset; NaN where there is no number. */
export interface Table {
  readonly names: readonly string[];
  readonly rows: readonly (readonly number[])[];
}

/** A file that cannot be read; the message says which and why. */
export class BadTable extends Error {
  override readonly name = "BadTable";
}

type Cell = string | number | bigint | boolean | Date | null | undefined;

const times =
  /^(|date|datetime|time|timestamp|day|month|period|index|__index_level_0__|unnamed: 0)$/i;
const assets = /^(symbol|ticker|asset|instrument|name|id|security|code|variable|permno|tic)$/i;
const values =
  /^(return|returns|ret|value|price|close|adj[ _]?close|adjusted[ _]?close|last|px[ _]?last)$/i;

/** Reads a table. Throws `BadTable`. */
export const readTable = async (path: string): Promise<Table> => {
  const { head, cells } = /\.parquet$/i.test(path) ? await fromParquet(path) : fromText(path);
  if (cells.length === 0) throw new BadTable(`"${path}": no rows below the head`);
  const asset = assetColumn(head, cells);
  return asset < 0 ? wide(head, cells) : long(path, { head, cells, asset });
};

interface Cells {
  readonly head: readonly string[];
  readonly cells: readonly (readonly Cell[])[];
}

const numberOf = (cell: Cell): number => {
  if (typeof cell === "number") return cell;
  if (typeof cell === "bigint") return Number(cell);
  if (typeof cell !== "string") return NaN;
  const text = cell.trim();
  if (text === "" || !/^[-+]?(\d|\.\d)/.test(text)) return NaN;
  if (/^[-+]?[\d.,]+(e[-+]?\d+)?%$/i.test(text)) return Number(text.slice(0, -1)) / 100;
  return Number(text);
};

const isTime = (name: string, cells: readonly Cell[]): boolean => {
  if (times.test(name.trim())) return true;
  const told = cells.filter((one) => one !== null && one !== undefined && one !== "");
  return told.length > 0 &&
    told.every((one) =>
      one instanceof Date ||
      (typeof one === "string" &&
        /^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|^\d{1,2}[-/.]\d{1,2}[-/.]\d{4}/.test(one.trim()))
    );
};

const some = 200;
const column = (cells: readonly (readonly Cell[])[], i: number): Cell[] =>
  cells.slice(0, some).map((row) => row[i]);

/** The column that names the asset of each row; -1 where each column is an asset. */
const assetColumn = (head: readonly string[], cells: Cells["cells"]): number => {
  const words = head.map((name, i) => {
    const told = column(cells, i).filter((one) => typeof one === "string" && one.trim() !== "");
    return told.length > 0 && !isTime(name, told) &&
      told.every((one) => Number.isNaN(numberOf(one)));
  });
  const named = head.findIndex((name, i) =>
    assets.test(name.trim()) && (words[i] || head.some((other) => values.test(other.trim())))
  );
  return named >= 0 ? named : words.indexOf(true);
};

const wide = (head: readonly string[], cells: Cells["cells"]): Table => {
  const columns = head.flatMap((name, i) => isTime(name, column(cells, i)) ? [] : [i]);
  return {
    names: columns.map((i) => head[i]!),
    rows: cells.map((row) => columns.map((i) => numberOf(row[i]))),
  };
};

/** A row for each asset and time: turned into a column for each asset. */
const long = (path: string, { head, cells, asset }: Cells & { readonly asset: number }): Table => {
  const time = head.findIndex((name, i) => i !== asset && isTime(name, column(cells, i)));
  const numeric = head.flatMap((name, i) =>
    i !== asset && i !== time && column(cells, i).some((one) => Number.isFinite(numberOf(one)))
      ? [{ name, i }]
      : []
  );
  const best =
    ["adj", "close", "return", "ret", "value", "price"].flatMap((word) =>
      numeric.filter(({ name }) => name.toLowerCase().includes(word))
    )[0] ?? numeric.find(({ name }) => values.test(name.trim())) ?? numeric.at(-1);
  if (best === undefined) throw new BadTable(`"${path}": no column of numbers beside the assets`);
  const names = [...new Set(cells.map((row) => String(row[asset]).trim()))];
  const at = new Map(names.map((name, i) => [name, i]));
  const counts = new Map<string, number>();
  const byTime = new Map<string | number, number[]>();
  for (const row of cells) {
    const name = String(row[asset]).trim();
    // Without a time, the rows of an asset are its periods, one after the other.
    const nth = counts.get(name) ?? 0;
    counts.set(name, nth + 1);
    const when = time < 0 ? nth : timeKey(row[time]);
    let line = byTime.get(when);
    if (line === undefined) byTime.set(when, line = new Array<number>(names.length).fill(NaN));
    line[at.get(name)!] = numberOf(row[best.i]);
  }
  const keys = [...byTime.keys()];
  if (time >= 0) keys.sort((a, b) => a < b ? -1 : a > b ? 1 : 0);
  return { names, rows: keys.map((key) => byTime.get(key)!) };
};

const timeKey = (cell: Cell): string | number => {
  if (cell instanceof Date) return cell.getTime();
  if (typeof cell === "number" || typeof cell === "bigint") return Number(cell);
  const text = String(cell).trim();
  const parsed = Date.parse(text);
  return Number.isNaN(parsed) ? text : parsed;
};

const fromText = (path: string): Cells => {
  const bytes = readFileSync(path);
  const plain = bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes;
  const lines = plain.toString("utf8").replace(/^\ufeff/, "").split(/\r?\n/)
    .filter((line) => line.trim() !== "");
  const first = lines[0] ?? "";
  const separator = [",", ";", "\t", "|"]
    .map((one) => ({ one, count: first.split(one).length }))
    .sort((a, b) => b.count - a.count)[0]!.one;
  const split = lines.map((line) => cellsOf(line, separator));
  // A table without a head is numbers from its first line on.
  const headless = split[0]!.every((cell) => Number.isFinite(numberOf(cell)));
  const head = headless ? split[0]!.map((_, i) => `A${i + 1}`) : split[0]!;
  return { head, cells: headless ? split : split.slice(1) };
};

/** The cells of a line; a quoted one may hold the separator, and two quotes for one. */
const cellsOf = (line: string, separator: string): string[] => {
  if (!line.includes('"')) return line.split(separator).map((cell) => cell.trim());
  const out: string[] = [];
  let [cell, quoted] = ["", false];
  for (let i = 0; i < line.length; i++) {
    const sign = line[i]!;
    if (sign === '"' && quoted && line[i + 1] === '"') cell += line[++i];
    else if (sign === '"') quoted = !quoted;
    else if (sign === separator && !quoted) {
      out.push(cell.trim());
      cell = "";
    } else cell += sign;
  }
  out.push(cell.trim());
  return out;
};

const fromParquet = async (path: string): Promise<Cells> => {
  const file = await asyncBufferFromFile(path);
  const records = await parquetReadObjects({ file, compressors }) as Record<string, Cell>[];
  const head = Object.keys(records[0] ?? {});
  return { head, cells: records.map((record) => head.map((name) => record[name])) };
};

// Tables of one price a day and a column an asset: closes, returns, or relatives of one day to the next.
import { decimalsOf, integersOf, textsOf } from "../../../sources/files/columns.ts";
import type { ColumnKind, TableBatch } from "../../../sources/files/columns.ts";
import type { Table } from "../../../sources/files/table.ts";
import { SourceFailed } from "../../../sources/source.ts";
import { type BarRows, noBarRows } from "./collect.ts";

const dayUs = 86_400e6;
const firstColumns = ["date", "Date", "DATE", "day", "Day"];
/** What the columns of other tables by date are called. */
const others =
  /^(open|high|low|close|volume|price|price_factor|split_factor|ticker|exchange|Open|High|Low|Close|Volume)$/;

/** Whether a table has a date and a column for each asset. */
export const isWide = (columns: readonly string[]): boolean =>
  firstColumns.includes(columns[0] ?? "") && columns.length > 1 &&
  columns.slice(1).every((name) => /^[A-Za-z][\w.^/-]{0,15}$/.test(name) && !others.test(name));

/** Whether the cells are prices, returns (0.01) or relatives (1.01), by what most of them are. */
export const cellsOf = (values: readonly number[]): "prices" | "returns" | "relatives" => {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  const at = (part: number) => sorted[Math.floor(part * (sorted.length - 1))] ?? NaN;
  if (at(0.05) < 0) return "returns";
  return at(0.02) > 0.5 && at(0.98) < 2 && Math.abs(at(0.5) - 1) < 0.05 ? "relatives" : "prices";
};

/** Each asset as bars whose open, high, low and close are the one price of the day. */
export const readWide = async (table: Table): Promise<readonly BarRows[]> => {
  const [time = "", ...assets] = table.columns;
  const days: number[] = [];
  const cells = assets.map((): number[] => []);
  for await (const batch of readAll(table, time, assets)) {
    const times = daysOf(batch, time);
    const columns = assets.map((name) => decimalsOf(batch, name)!);
    for (let row = 0; row < batch.rows; row++) {
      days.push(times(row, days.length));
      for (let i = 0; i < assets.length; i++) cells[i]!.push(columns[i]!.valueAt(row));
    }
  }
  const kind = cellsOf(cells.flatMap((column) => column.slice(0, 500)));
  return assets.map((symbol, i) => {
    const rows = noBarRows(
      { symbol, venue: "daily", assetClass: "equity", currency: "USD", lotSize: "1" },
      false,
    );
    let index = 100;
    for (const [at, cell] of cells[i]!.entries()) {
      // Before an asset is listed it has no cell.
      if (!Number.isFinite(cell)) continue;
      if (kind === "returns") index *= 1 + cell;
      else if (kind === "relatives") index *= cell;
      const price = kind === "prices" ? cell : Math.round(index * 1e4) / 1e4;
      rows.timeUs.push(days[at]! * dayUs);
      rows.prices.push(price, price, price, price);
      rows.volume.push(0);
    }
    return rows;
  });
};

/** A date in Parquet is a number of days, in CSV a text. */
async function* readAll(
  table: Table,
  time: string,
  assets: readonly string[],
): AsyncGenerator<TableBatch> {
  const kinds = (kind: ColumnKind) =>
    new Map<string, ColumnKind>([[time, kind], ...assets.map((one) => [one, "decimal"] as const)]);
  if (!/\.parquet$/i.test(table.name)) return yield* table.read(kinds("text"));
  const read = table.read(kinds("integer"));
  const first = await read.next().catch((cause: Error) => {
    if (!/expected integer/.test(cause.message)) throw cause;
  });
  if (first === undefined) return yield* table.read(kinds("text"));
  if (first.done === true) return;
  yield first.value;
  yield* read;
}

const daysOf = (batch: TableBatch, time: string): (row: number, before: number) => number => {
  const numbers = integersOf(batch, time)?.values;
  // Rows that are only counted have no date: the first is taken to be of 1970.
  if (numbers !== undefined) return (row) => numbers[row]!;
  const texts = textsOf(batch, time) ?? [];
  return (row, before) => {
    const ms = Date.parse(texts[row]!);
    if (!Number.isNaN(ms)) return ms * 1000 / dayUs;
    const count = Number(texts[row]!);
    if (Number.isFinite(count)) return count;
    throw new SourceFailed(
      `${time} in row ${before + 1} is "${texts[row]}": expected a date such as 2024-08-08`,
    );
  };
};

// Reads bars of files: Parquet or CSV with open, high, low, close, or the same of bid and ask.
import { type Instrument, InstrumentRegistry } from "../../../../streams/instruments.ts";
import { SourceFailed } from "../../../sources/source.ts";
import {
  type ColumnKind,
  decimalsOf,
  integersOf,
  textsOf,
} from "../../../sources/files/columns.ts";
import { openCsv } from "../../../sources/files/csv.ts";
import { findFiles } from "../../../sources/files/find.ts";
import { Instruments, type Named } from "../../../sources/files/instruments.ts";
import { openParquet } from "../../../sources/files/parquet.ts";
import type { Table } from "../../../sources/files/table.ts";
import type { Bars } from "./bars.ts";

const prices = ["open", "high", "low", "close"] as const;
const quotes = prices.flatMap((name) => [`bid_${name}`, `ask_${name}`]);

/** Bars that were read, and rows that were left out. */
export interface ReadBars {
  readonly series: readonly Bars[];
  readonly refused: { readonly count: number; readonly first: string };
}

/** Whether a file is a table of bars. */
export const isBars = (columns: readonly string[]): boolean =>
  prices.every((name) => columns.includes(name)) || quotes.every((name) => columns.includes(name));

/** Opens those of the files that are tables of bars. */
export const openBars = async (files: readonly string[]): Promise<Table[]> => {
  const tables: Table[] = [];
  for (const { path, name } of await findFiles(files)) {
    if (!/\.(parquet|csv)$/i.test(path)) continue;
    const table = /\.parquet$/i.test(path)
      ? await openParquet(path, name)
      : await openCsv(path, name);
    if (isBars(table.columns)) tables.push(table);
  }
  return tables;
};

/** Rows of one instrument while they are read; prices as text keep every digit. */
interface Rows {
  readonly named: Named;
  readonly timeUs: number[];
  readonly texts: string[][];
  places: number;
}

/** Reads all bars, an instrument each. Throws `SourceFailed`. */
export const readBars = async (tables: readonly Table[]): Promise<ReadBars> => {
  const rowsOf = new Map<string, Rows>();
  for (const table of tables) await readTable(table, rowsOf);
  const instruments = new Instruments();
  for (const { named, places } of rowsOf.values()) {
    instruments.want(named, { price: places, quantity: 0 });
  }
  const refused = { count: 0, first: "" };
  const series = [...rowsOf.values()].map((rows) =>
    barsOf(rows, instruments.find(rows.named)!, (why) => {
      if (refused.count++ === 0) refused.first = why;
    })
  );
  return { series: series.filter(({ length }) => length > 0), refused };
};

const readTable = async (table: Table, rowsOf: Map<string, Rows>): Promise<void> => {
  const names = quotes.every((name) => table.columns.includes(name)) ? quotes : [...prices];
  const kinds = new Map<string, ColumnKind>(names.map((name) => [name, "decimal"]));
  const time = ["ts_us", "time", "timestamp"].find((name) => table.columns.includes(name));
  if (time === undefined) {
    throw new SourceFailed(`${table.name}: bars without a column ts_us (microseconds since 1970)`);
  }
  kinds.set(time, "microseconds");
  if (table.columns.includes("volume")) kinds.set("volume", "decimal");
  for (const name of ["symbol", "venue"]) if (table.columns.includes(name)) kinds.set(name, "text");
  for await (const batch of table.read(kinds)) {
    const times = integersOf(batch, time)!.values;
    const symbols = textsOf(batch, "symbol");
    const venues = textsOf(batch, "venue");
    const columns = [...names, "volume"].map((name) => decimalsOf(batch, name));
    for (let row = 0; row < batch.rows; row++) {
      const symbol = symbols?.[row] || /^[A-Za-z0-9-]+/.exec(table.name.split("/").at(-1)!)![0];
      const named: Named = {
        symbol,
        venue: venues?.[row] || "bars",
        assetClass: "equity",
        currency: "USD",
        lotSize: "1",
      };
      const key = `${named.symbol}.${named.venue}`;
      let rows = rowsOf.get(key);
      if (rows === undefined) {
        rows = { named, timeUs: [], texts: [], places: 0 };
        rowsOf.set(key, rows);
      }
      rows.timeUs.push(times[row]!);
      rows.texts.push(columns.map((column) => column?.text(row) ?? "0"));
      for (const text of rows.texts.at(-1)!.slice(0, names.length)) {
        rows.places = Math.max(rows.places, text.split(".")[1]?.length ?? 0);
      }
    }
  }
};

const barsOf = (rows: Rows, instrument: Instrument, refuse: (why: string) => void): Bars => {
  const order = rows.timeUs.map((_, i) => i)
    .sort((a, b) => rows.timeUs[a]! - rows.timeUs[b]! || a - b);
  const size = instrument.tick.unscaled / 10 ** instrument.tick.scale;
  const ticks = (text: string) => Math.round(Number(text) / size);
  const kept: number[][] = [];
  let quoted = false;
  for (const row of order) {
    const timeUs = rows.timeUs[row]!;
    const texts = rows.texts[row]!;
    const values = texts.slice(0, -1).map(ticks);
    quoted = values.length === 8;
    const mids = quoted ? prices.map((_, i) => (values[2 * i]! + values[2 * i + 1]!) / 2) : values;
    const [open, high, low, close] = mids as [number, number, number, number];
    const half = quoted ? (values[1]! - values[0]!) / 2 : 0;
    const when = () => `${instrument.name} ${new Date(timeUs / 1000).toISOString()}`;
    // Highs and lows of bid and ask need not be of one moment, so only trades can be checked against them.
    const inside = quoted || (low <= Math.min(open, close) && high >= Math.max(open, close));
    if (![timeUs, open, high, low, close].every(Number.isFinite) || low <= 0) {
      refuse(`${when()}: a price is missing or not above 0`);
    } else if (!inside || low > high) {
      refuse(`${when()}: open ${open}, high ${high}, low ${low}, close ${close} ticks do not fit`);
    } else if (half < 0) refuse(`${when()}: the bid is above the ask`);
    else if (kept.at(-1)?.[0] === timeUs) refuse(`${when()}: a second bar of the same time`);
    else kept.push([timeUs, open, high, low, close, Number(texts.at(-1)), half]);
  }
  const column = (at: number) => Float64Array.from(kept, (one) => one[at]!);
  return {
    instrument,
    timeUs: column(0),
    open: column(1),
    high: column(2),
    low: column(3),
    close: column(4),
    volume: column(5),
    halfSpread: quoted ? column(6) : undefined,
    length: kept.length,
  };
};

/** The instruments of bars by id. */
export const registryOf = (series: readonly Bars[]): InstrumentRegistry =>
  new InstrumentRegistry(series.map(({ instrument }) => ({
    ...instrument,
    tickSize: instrument.tick.text,
    lotSize: instrument.lot.text,
  })));

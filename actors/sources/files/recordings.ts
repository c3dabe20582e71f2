// Recognises the files of a replay, and says of each how its ticks are read.
import { dirname } from "node:path";
import { SourceFailed } from "../source.ts";
import { BinanceRaw, isRawLine, messageOf } from "./binance-raw.ts";
import { openCsv } from "./csv.ts";
import type { FoundFile } from "./find.ts";
import { Instruments, type Named } from "./instruments.ts";
import { hasLayout, type TableLayout } from "./layout.ts";
import { binanceNamed } from "./layouts/binance.ts";
import { otherTables, tableLayouts } from "./layouts/roster.ts";
import type { Chunk } from "./merge.ts";
import { openParquet } from "./parquet.ts";
import { baseOf, parentOf } from "./path.ts";
import { rawPlaces, wantInstruments } from "./places.ts";
import type { Refusals } from "./refusals.ts";
import { tableTicks } from "./table-ticks.ts";
import { firstLines, formatOf } from "./text.ts";

/** A file whose ticks can be read. */
export interface Recording {
  readonly name: string;
  readonly layout: string;
  /** `symbol.venue`, where the path tells it; else empty. */
  readonly instrument: string;
  /** Whether the file itself was named, and not just its folder. */
  readonly asked: boolean;
  /** Recordings of one group are ordered by what the file says, across files. */
  readonly group: string | undefined;
  /** Goes before other recordings with the same time: quotes before trades. */
  readonly rank: number;
  readonly rows: number | undefined;
  /** First time in microseconds, where it is known. */
  readonly startsAt: number | undefined;
  /** Raw Binance files are read as one, in order of their names. */
  readonly raw: { readonly path: string; readonly named: Named } | undefined;
  readonly ticks: (refusals: Refusals) => AsyncGenerator<Chunk>;
}

/** A file that is not replayed, and why. */
export interface Skipped {
  readonly name: string;
  readonly found: string;
  readonly why: string;
}

/** Recognises a file. Throws `SourceFailed` where it cannot be read. */
export const recognise = async (
  file: FoundFile,
  instruments: Instruments,
): Promise<Recording | Skipped> => {
  const format = await formatOf(file.path);
  if (format !== "parquet" && !/\.parquet$/i.test(file.path)) {
    const lines = await firstLines(file.path, 20);
    if (lines.some(isRawLine)) return await rawRecording(file, lines, instruments);
    if (lines.length === 0) {
      throw new SourceFailed(`${file.name}: no line can be read: 0 good rows`);
    }
  }
  return await tableRecording(file, instruments);
};

const tableRecording = async (
  file: FoundFile,
  instruments: Instruments,
): Promise<Recording | Skipped> => {
  const { path, name } = file;
  const table = /\.parquet$/i.test(path)
    ? await openParquet(path, name)
    : await openCsv(path, name);
  const layout = tableLayouts.find((one) => hasLayout(one, table.columns));
  const other = otherTables.find(({ columns }) => columns.every((c) => table.columns.includes(c)));
  if (layout?.derived !== undefined && !file.named) {
    return { name, found: layout.name, why: layout.derived };
  }
  if (layout === undefined) {
    return other === undefined
      ? { name, found: table.columns.slice(0, 40).join(", "), why: unlike(table.columns) }
      : { name, found: other.name, why: other.why };
  }
  if (layout.naming.by === "path" && layout.naming.named(path) === undefined) {
    return {
      name,
      found: layout.name,
      why: `its path does not tell the instrument: ${layout.about}`,
    };
  }
  await wantInstruments(table, layout, { path, instruments });
  const named = layout.naming.by === "path" ? layout.naming.named(path) : undefined;
  const [time = ""] = layout.times.local === undefined ? layout.times.event : [];
  return {
    name,
    layout: layout.name,
    instrument: named === undefined ? "" : `${named.symbol}.${named.venue}`,
    asked: file.named,
    group: layout.order === undefined ? undefined : dirname(path),
    rank: layout.trade === undefined ? 0 : 1,
    rows: table.rows,
    startsAt: layout.order === undefined ? table.startsAt(time) : undefined,
    raw: undefined,
    ticks: (refusals) => tableTicks(table, { layout, path, file: name, instruments, refusals }),
  };
};

const rawRecording = async (
  { path, name, named: asked }: FoundFile,
  lines: readonly string[],
  instruments: Instruments,
): Promise<Recording | Skipped> => {
  const named = binanceNamed(baseOf(path)) ?? binanceNamed(parentOf(path)) ?? namedBy(lines);
  if (named === undefined) {
    return {
      name,
      found: "raw Binance recording",
      why: "its name does not tell the instrument: name it as in usdm_btcusdt_20240808.gz",
    };
  }
  if (!instruments.isBuiltIn(named)) instruments.want(named, await rawPlaces(path));
  return {
    name,
    layout: "binance raw",
    instrument: `${named.symbol}.${named.venue}`,
    asked,
    group: `${dirname(path)} ${named.symbol}.${named.venue}`,
    rank: 0,
    rows: undefined,
    startsAt: undefined,
    raw: { path, named },
    ticks: (refusals) => rawTicks([{ path, name }], { named, instruments, refusals }),
  };
};

/** The ticks of the files of one raw recording. Throws at the end where a file was damaged. */
export async function* rawTicks(
  files: readonly { readonly path: string; readonly name: string }[],
  by: {
    readonly named: Named;
    readonly instruments: Instruments;
    readonly refusals: Refusals;
  },
): AsyncGenerator<Chunk> {
  const instrument = by.instruments.find(by.named)!;
  const reader = new BinanceRaw({ instrument, refusals: by.refusals });
  const failures: string[] = [];
  for (const { path, name } of files) {
    try {
      yield* reader.ticks(path, name);
    } catch (cause) {
      if (!(cause instanceof SourceFailed)) throw cause;
      failures.push(cause.message);
    }
  }
  yield* reader.end();
  if (failures.length > 0) throw new SourceFailed(failures.join("; "));
}

/** The instrument that the messages tell: only COIN-M tells a pair `ps`, only futures tell `pu`. */
const namedBy = (lines: readonly string[]): Named | undefined => {
  for (const line of lines.filter(isRawLine)) {
    try {
      const message = messageOf(line);
      if (message["e"] !== "depthUpdate" || typeof message["s"] !== "string") continue;
      const market = "ps" in message ? "coinm" : "pu" in message ? "usdm" : "spot";
      return binanceNamed(`${market}_${message["s"]}`);
    } catch {
      continue;
    }
  }
  return undefined;
};

/** Why a table is not known: what the layout that it is most like has and it has not. */
const unlike = (columns: readonly string[]): string => {
  const lacking = ({ columns: known }: TableLayout) =>
    Object.keys(known).filter((name) => !columns.includes(name));
  const share = (layout: TableLayout) =>
    lacking(layout).length / Object.keys(layout.columns).length;
  const [nearest] = tableLayouts.toSorted((a, b) => share(a) - share(b));
  return share(nearest!) > 0.7
    ? "no known layout has these columns"
    : `no known layout has these columns; the nearest is ${nearest!.name}, of which it lacks ` +
      lacking(nearest!).join(", ");
};

/** The layouts that a replay knows: told where a file has none of them. */
export const knownLayouts = (): string =>
  `Known are ${tableLayouts.map(({ name }) => name).join(", ")}, raw Binance recordings and, in ` +
  "backtests, bars: docs/recordings.md tells the columns of each";

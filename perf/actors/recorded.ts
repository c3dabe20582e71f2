// Recorded ticks for tests and benchmarks of the actors: the Parquet tables of a Binance recording.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import {
  type BookDelta,
  deltaFlags,
  type Quote,
  type Tick,
  type Trade,
} from "../../streams/market.ts";

/** Where the shared recordings are: the environment says, or beside the project. */
const shared = process.env["CONTRAIL_SHARED_DATA"] ??
  fileURLToPath(new URL("../../../shared/data", import.meta.url));

/** The folder of a recording, or undefined where the shared recordings are absent. */
export const recordingFolder = (name: string): string | undefined => {
  const folder = join(shared, name);
  return existsSync(folder) ? folder : undefined;
};

/** A row of a table by column name. Whole numbers of 64 bits are bigints. */
export type TableRow = Readonly<Record<string, unknown>>;

/** Every row of a Parquet file. */
export const readTable = async (file: string): Promise<TableRow[]> =>
  await parquetReadObjects({ file: await asyncBufferFromFile(file), compressors });

/** Ticks, with the line of the recording that each comes from. */
export interface RecordedTick {
  readonly line: number;
  readonly tick: Tick;
}

/** Ticks a price unit and lots a quantity unit, and the instrument's id. */
export interface RecordedUnits {
  readonly instrumentId: number;
  readonly ticksPerUnit: number;
  readonly lotsPerUnit: number;
}

/** BTCUSDT of Binance spot. */
export const spotBtcusdt: RecordedUnits = {
  instrumentId: 103,
  ticksPerUnit: 100,
  lotsPerUnit: 100_000,
};

/** BTCUSDT of Binance USD-M. */
export const usdmBtcusdt: RecordedUnits = {
  instrumentId: 101,
  ticksPerUnit: 10,
  lotsPerUnit: 1000,
};

/** Reads depth, quotes and trades of a Binance recording as one sequence. */
export const recordedTicks = async (
  folder: string,
  units: RecordedUnits,
): Promise<RecordedTick[]> => {
  const [depth, quotes, trades] = await Promise.all(
    ["depth", "bbo", "trades"].map((name) => readTable(join(folder, `${name}.parquet`))),
  );
  const ticks = [
    ...depthTicks(depth!, units),
    ...quotes!.map((row) => ({ line: Number(row["seq"]), tick: quoteFrom(row, units) })),
    ...trades!.map((row) => ({ line: Number(row["seq"]), tick: tradeFrom(row, units) })),
  ].sort((a, b) => a.line - b.line);
  ticks.forEach(({ tick }, index) => {
    tick.position = index + 1;
  });
  return ticks;
};

/** Transaction time, else event time, else ours: spot quotes carry no time of the venue. */
const stamp = (row: TableRow, time: string, { instrumentId }: RecordedUnits) => {
  const ingestTimeUs = Math.floor(Number((row["local_ts_ns"] as bigint) / 1_000n));
  const eventTimeUs = 1_000 * Number(row[time] as bigint || row["event_ts_ms"] as bigint);
  const times = { eventTimeUs: eventTimeUs || ingestTimeUs, ingestTimeUs };
  return { position: 0, outputIndex: 0, instrumentId, ...times };
};
const price = (row: TableRow, column: string, units: RecordedUnits): number =>
  Math.round(row[column] as number * units.ticksPerUnit);
const quantity = (row: TableRow, column: string, units: RecordedUnits): number =>
  Math.round(row[column] as number * units.lotsPerUnit);

const quoteFrom = (row: TableRow, units: RecordedUnits): Quote => ({
  _tag: "quote",
  ...stamp(row, "tx_ts_ms", units),
  bidPriceTicks: price(row, "bid_px", units),
  bidQuantityLots: quantity(row, "bid_qty", units),
  askPriceTicks: price(row, "ask_px", units),
  askQuantityLots: quantity(row, "ask_qty", units),
  flags: 0,
  updateId: Number(row["update_id"] as bigint),
});

const tradeFrom = (row: TableRow, units: RecordedUnits): Trade => ({
  _tag: "trade",
  ...stamp(row, "trade_ts_ms", units),
  tradeId: Number(row["trade_id"] as bigint),
  priceTicks: price(row, "price", units),
  quantityLots: quantity(row, "qty", units),
  aggressorSide: row["is_buyer_maker"] === true ? "sell" : "buy",
  flags: 0,
});

/**
 * Deltas from the full snapshot on, without those that the snapshot holds already. The snapshot is a
 * reply that came after the first messages, so newer ones from before it are applied after it.
 */
const depthTicks = (rows: readonly TableRow[], units: RecordedUnits): RecordedTick[] => {
  const snapshot = rows.filter((row) => row["is_snapshot"] === true);
  const snapshotId = snapshot[0]!["last_id"] as bigint;
  const snapshotLine = Number(snapshot[0]!["seq"]);
  const kept = [
    ...snapshot,
    ...rows.filter((row) => row["is_snapshot"] !== true && (row["last_id"] as bigint) > snapshotId),
  ];
  return kept.map((row, index) => {
    const line = Number(row["seq"]);
    const isSnapshot = row["is_snapshot"] === true;
    const clears = isSnapshot && index === 0;
    const last = Number(kept[index + 1]?.["seq"]) !== line;
    const tick: BookDelta = {
      _tag: "bookDelta",
      ...stamp(row, "tx_ts_ms", units),
      side: row["side"] === "B" ? "buy" : "sell",
      priceTicks: price(row, "price", units),
      quantityLots: quantity(row, "qty", units),
      updateId: Number(row["last_id"] as bigint),
      flags: (isSnapshot ? deltaFlags.snapshot : 0) | (clears ? deltaFlags.clear : 0) |
        (last ? deltaFlags.last : 0),
    };
    return { line: Math.max(line, snapshotLine), tick };
  });
};

/** AIG, and every other US equity: prices to a hundredth of a cent, whole shares. */
const equityTicks = 10_000;

/** Reads quotes and trades of one day of a US equity, by time; quotes first where it is the same. */
export const recordedEquity = async (folder: string, day: string): Promise<Tick[]> => {
  const [quotes, trades] = await Promise.all(
    ["quotes", "trades"].map((kind) => readTable(join(folder, `${day}_${kind}.parquet`))),
  );
  const common = (row: TableRow) => {
    const eventTimeUs = Number(row["ts_us"] as bigint);
    const flags = row["suspicious"] === true ? 1 : 0;
    const where = { position: 0, outputIndex: 0, instrumentId: 201 };
    return { ...where, eventTimeUs, ingestTimeUs: eventTimeUs, flags };
  };
  const ticksOf = (value: unknown) => Math.round(value as number * equityTicks);
  const ticks: Tick[] = [
    ...quotes!.map((row): Quote => ({
      _tag: "quote",
      ...common(row),
      bidPriceTicks: ticksOf(row["bid_px"]),
      bidQuantityLots: Number(row["bid_sz"]),
      askPriceTicks: ticksOf(row["ask_px"]),
      askQuantityLots: Number(row["ask_sz"]),
      updateId: 0,
    })),
    ...trades!.map((row): Trade => ({
      _tag: "trade",
      ...common(row),
      tradeId: 0,
      priceTicks: ticksOf(row["price"]),
      quantityLots: Number(row["size"]),
      aggressorSide: "unknown",
    })),
  ].sort((a, b) => a.eventTimeUs - b.eventTimeUs);
  ticks.forEach((tick, index) => {
    tick.position = index + 1;
  });
  return ticks;
};

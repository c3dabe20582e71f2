// What the store must hold after a replay, computed from the source files by a reader of its own: slow, simple, exact.
import { createReadStream } from "node:fs";
import { basename, dirname } from "node:path";
import { createInterface } from "node:readline";
import { createGunzip } from "node:zlib";
import { asyncBufferFromFile, parquetMetadataAsync, parquetRead } from "hyparquet";
import { compressors } from "hyparquet-compressors";

/** Rows, quantities and times of one table. Quantities are unscaled: × 10^-`scale`. */
export interface Totals {
  rows: number;
  quantity: bigint;
  minTimeUs: bigint;
  maxTimeUs: bigint;
}

/** Totals by table. Every quantity is given with eight decimals. */
export type Expected = Partial<Record<"quotes" | "trades" | "book_deltas", Totals>>;

const decimals = 8;

const add = (expected: Expected, table: keyof Expected, quantity: bigint, timeUs: bigint): void => {
  const totals = expected[table] ??= {
    rows: 0,
    quantity: 0n,
    minTimeUs: timeUs,
    maxTimeUs: timeUs,
  };
  totals.rows++;
  totals.quantity += quantity;
  if (timeUs < totals.minTimeUs) totals.minTimeUs = timeUs;
  if (timeUs > totals.maxTimeUs) totals.maxTimeUs = timeUs;
};

/** A decimal text as an integer with eight decimals. */
const scaled = (text: string): bigint => {
  const [whole, fraction = ""] = text.split(".");
  return BigInt(whole! + fraction.padEnd(decimals, "0"));
};

const unscaled = (bytes: Uint8Array): bigint => {
  let value = 0n;
  for (const byte of bytes) value = value << 8n | BigInt(byte);
  return BigInt.asIntN(8 * bytes.length, value);
};

/** Adds a Parquet table of ticks to what is expected. */
export const addParquet = async (path: string, expected: Expected): Promise<void> => {
  const file = await asyncBufferFromFile(path);
  const metadata = await parquetMetadataAsync(file);
  for (const element of metadata.schema) {
    delete element.converted_type;
    delete element.logical_type;
  }
  const columns: Record<string, unknown[]> = {};
  await parquetRead({
    file,
    metadata,
    compressors,
    onChunk: ({ columnName, columnData, rowStart }) => {
      const column = columns[columnName] ??= [];
      for (let i = 0; i < columnData.length; i++) column[rowStart + i] = columnData[i];
    },
  });
  const has = (name: string) => columns[name] !== undefined;
  const quantities = ["qty", "size", "bid_qty", "ask_qty", "bid_sz", "ask_sz"].filter(has);
  const table = has("is_snapshot") ? "book_deltas" : has("price") ? "trades" : "quotes";
  const quantityOf = (value: unknown): bigint =>
    value instanceof Uint8Array
      ? unscaled(value)
      : BigInt(value as number) * 10n ** BigInt(decimals);
  for (let row = 0; row < Number(metadata.num_rows); row++) {
    const quantity = quantities.reduce((sum, name) => sum + quantityOf(columns[name]![row]), 0n);
    add(expected, table, quantity, timeOf(columns, row));
  }
};

const timeOf = (columns: Record<string, unknown[]>, row: number): bigint => {
  if (columns["ts_us"] !== undefined) return columns["ts_us"]![row] as bigint;
  for (const name of ["trade_ts_ms", "tx_ts_ms", "event_ts_ms"]) {
    const value = columns[name]?.[row] as bigint | undefined;
    if (value !== undefined && value !== 0n) return value * 1000n;
  }
  return columns["local_ts_ns"]![row] as bigint / 1000n;
};

interface Payload {
  readonly e?: string;
  readonly [key: string]: unknown;
}

/** Adds a raw Binance recording to what is expected. */
export const addRaw = async (path: string, expected: Expected): Promise<void> => {
  const lines = createInterface({ input: createReadStream(path).pipe(createGunzip()) });
  for await (const line of lines) {
    const space = line.indexOf(" ");
    const localUs = BigInt(line.slice(0, space)) / 1000n;
    const message = JSON.parse(line.slice(space + 1)) as
      & { stream?: string; data?: Payload }
      & Payload;
    const data = message.data ?? message;
    const time = (value: unknown): bigint => value ? BigInt(value as number) * 1000n : localUs;
    const kind = message.stream?.split("@")[1];
    if (kind === "trade") {
      add(expected, "trades", scaled(data["q"] as string), time(data["T"] ?? data["E"]));
    } else if (kind === "bookTicker") {
      const quantity = scaled(data["B"] as string) + scaled(data["A"] as string);
      add(expected, "quotes", quantity, time(data["T"] ?? data["E"]));
    } else {
      const at = time(data["T"] ?? data["E"]);
      for (const side of ["b", "a", "bids", "asks"]) {
        for (const [, quantity] of (data[side] ?? []) as [string, string][]) {
          add(expected, "book_deltas", scaled(quantity), at);
        }
      }
    }
  }
};

/** Adds a file of ticks; derived tables are none. */
export const addFile = (path: string, expected: Expected): Promise<void> => {
  if (/^(book10|lob10_events)\./.test(basename(path))) return Promise.resolve();
  if (path.endsWith(".gz") && basename(dirname(path)) === "raw") return addRaw(path, expected);
  return path.endsWith(".parquet") ? addParquet(path, expected) : Promise.resolve();
};

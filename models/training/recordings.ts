// The recordings that models learn from: which files make a session, and what it is called.
import { join } from "node:path";
import { openSource } from "../../actors/sources/roster.ts";
import type { TickSource } from "../../actors/sources/source.ts";

/** One instrument on one day, or for the minutes that were recorded. */
export interface Recording {
  /** `symbol.venue`. */
  readonly instrument: string;
  /** The day, or what tells this session of the instrument from the others. */
  readonly part: string;
  /** Only the regular hours of US equities count. */
  readonly regularHours: boolean;
  /** Files below the data folder, merged by time. */
  readonly files: readonly string[];
}

const equity = (symbol: string, days: readonly string[]): Recording[] =>
  days.map((day) => ({
    instrument: `${symbol}.sip`,
    part: `2013-10-${day}`,
    regularHours: true,
    files: ["quotes", "trades"].map((kind) =>
      `us-equity-ticks-201310/${symbol}/201310${day}_${kind}.parquet`
    ),
  }));

const binance = (instrument: string, folder: string): Recording => ({
  instrument,
  part: "2024-08-08",
  regularHours: false,
  files: ["depth", "bbo", "trades"].map((kind) => `binance-l2-20240808/${folder}/${kind}.parquet`),
});

/**
 * Every recording of the training set and its test. Binance spot is left out: its depth comes every
 * 100 ms and its quotes at once, so what lies between them is stale, and flatters any model.
 */
export const recordings: readonly Recording[] = [
  ...equity("AIG", ["07", "08", "09"]),
  ...equity("BAC", ["07", "08", "09", "10"]),
  binance("BTCUSDT.binance-usdm", "usdm_btcusdt"),
  binance("ETHUSDT.binance-usdm", "usdm_ethusdt"),
  binance("BTCUSD_PERP.binance-coinm", "coinm_btcusd_perp"),
];

/** The market source of a recording, as fast as it can be read. Fails with `SourceFailed`. */
export const openRecording = (data: string, { files }: Recording): Promise<TickSource> =>
  openSource({
    source: "replay",
    files: files.map((file) => join(data, file)),
    speed: 0,
    seed: 0,
  });

// Ticks that a running system recorded in ClickHouse, as a source: in the order of its input log.
import { createHash } from "node:crypto";
import {
  builtinInstruments,
  type InstrumentDefinition,
  InstrumentRegistry,
} from "../../../streams/instruments.ts";
import type { Tick } from "../../../streams/market.ts";
import { definitionOf } from "../../../streams/records.ts";
import { type ByteStore, openByteStore } from "../../../streams/transport/clickhouse-bytes.ts";
import type { StoreOptions } from "../../../streams/transport/clickhouse.ts";
import { SourceFailed, type TickBatch, type TickSource } from "../../sources/source.ts";
import { Recording } from "../parity/recording.ts";
import { storedPositions } from "./limits.ts";

/** Which store, and which event times of it: from the first to before the last. */
export interface StoredWindow {
  readonly store: StoreOptions;
  /** What people call it: its data folder. */
  readonly name: string;
  /** Event time in microseconds; null where there is no bound. */
  readonly fromUs: number | null;
  readonly toUs: number | null;
}

const tables = ["quote", "trade", "bookDelta"].map((tag) =>
  definitionOf(tag as Tick["_tag"]).table
);
const decoder = new TextDecoder();
const earliestUs = 0;
const latestUs = 4_102_444_800_000_000;

/** What of it there is. */
export interface StoredExtent {
  readonly rows: number;
  /** Positions in the input log, from the first to before the last. */
  readonly from: number;
  readonly to: number;
  readonly dataHash: string;
}

const bounds = ({ fromUs, toUs }: StoredWindow) => ({
  fromUs: Math.max(earliestUs, fromUs ?? earliestUs),
  toUs: Math.min(latestUs, toUs ?? latestUs),
});

const lines = async (
  store: ByteStore,
  sql: string,
  parameters: Readonly<Record<string, number>> = {},
): Promise<string[][]> =>
  decoder.decode(await store.query(`${sql} FORMAT TSV`, parameters)).split("\n")
    .filter((line) => line !== "").map((line) => line.split("\t"));

/** Looks what is there. Throws `SourceFailed` where nothing is, and says from when to when there is data. */
export const extentOf = async (window: StoredWindow): Promise<StoredExtent> => {
  const store = openByteStore(window.store);
  try {
    const seen = await lines(
      store,
      tables.map((table) =>
        "SELECT count(), min(position), max(position), " +
        "toString(groupBitXor(cityHash64(* EXCEPT(recorded_time)))), " +
        `'${table}' AS source FROM ${table} WHERE event_time >= fromUnixTimestamp64Micro(` +
        "{fromUs:Int64}, 'UTC') AND event_time < fromUnixTimestamp64Micro({toUs:Int64}, 'UTC')"
      ).join(" UNION ALL "),
      bounds(window),
    );
    const found = seen.filter(([count]) => Number(count) > 0);
    if (found.length === 0) throw await nothingIn(store, window);
    const told = found.map(([count, , , hash, table]) => `${table} ${count} ${hash}`).sort();
    return {
      rows: found.reduce((sum, [count]) => sum + Number(count), 0),
      from: Math.min(...found.map(([, from]) => Number(from))),
      to: Math.max(...found.map(([, , to]) => Number(to))) + 1,
      dataHash: createHash("sha256").update(told.join("\n")).digest("hex"),
    };
  } finally {
    await store.close();
  }
};

const nothingIn = async (store: ByteStore, { name }: StoredWindow): Promise<SourceFailed> => {
  const ends = await lines(
    store,
    tables.map((table) =>
      "SELECT count(), toString(min(event_time)), toString(max(event_time)) " + `FROM ${table}`
    ).join(" UNION ALL "),
  );
  const found = ends.filter(([count]) => Number(count) > 0);
  if (found.length === 0) {
    return new SourceFailed(`--store "${name}": no market data is recorded there`);
  }
  const first = found.map(([, from]) => from!).sort()[0];
  const last = found.map(([, , to]) => to!).sort().at(-1);
  return new SourceFailed(
    `--from, --to: nothing is recorded there; "${name}" has data from ${first} to ${last} UTC`,
  );
};

/** Opens what was recorded. Throws `SourceFailed` where nothing is. */
export const storedTicks = async (window: StoredWindow): Promise<TickSource> => {
  const extent = await extentOf(window);
  const { fromUs, toUs } = bounds(window);
  return {
    kind: "replay",
    name: `Recorded in ${window.name}`,
    speed: 0,
    totalRecords: extent.rows,
    instruments: await instrumentsOf(window),
    open: async function* (_resume, _refuse, signal): AsyncGenerator<TickBatch> {
      const store = openByteStore(window.store);
      try {
        const recording = new Recording(store);
        for (let from = extent.from; from < extent.to && !signal.aborted; from += storedPositions) {
          const to = Math.min(extent.to, from + storedPositions);
          const ticks = (await recording.input({ from, to })).filter((one): one is Tick =>
            one._tag !== "control" && one.eventTimeUs >= fromUs && one.eventTimeUs < toUs
          );
          if (ticks.length > 0) yield { ticks };
        }
      } finally {
        await store.close();
      }
    },
  };
};

/** The instruments of the store that are not built in. */
const instrumentsOf = async (window: StoredWindow): Promise<InstrumentDefinition[]> => {
  const store = openByteStore(window.store);
  try {
    const known = new InstrumentRegistry(builtinInstruments);
    const rows = await lines(
      store,
      "SELECT instrument_id, symbol, venue, asset_class, currency, toString(tick_size), " +
        "toString(lot_size) FROM instruments FINAL ORDER BY instrument_id",
    );
    return rows.filter(([id]) => known.get(Number(id)) === undefined).map(
      ([id, symbol, venue, assetClass, currency, tickSize, lotSize]) => ({
        instrumentId: Number(id),
        symbol: symbol!,
        venue: venue!,
        assetClass: assetClass as InstrumentDefinition["assetClass"],
        currency: currency!,
        tickSize: tickSize!,
        lotSize: lotSize!,
      }),
    );
  } finally {
    await store.close();
  }
};

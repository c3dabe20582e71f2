// Tells the store what can be traded, with its units: what the views turn counts into decimals by.
import { createHash } from "node:crypto";
import type { Instrument } from "../../streams/instruments.ts";
import type { StoreShape } from "../../streams/transport/clickhouse.ts";

const encoder = new TextEncoder();

const rowOf = (one: Instrument) => ({
  instrument_id: one.instrumentId,
  symbol: one.symbol,
  venue: one.venue,
  name: one.name,
  asset_class: one.assetClass,
  currency: one.currency,
  tick_size: one.tick.text,
  lot_size: one.lot.text,
});

/** Tells the store the instruments; the newest row of an id counts. */
export const recordInstruments = (store: StoreShape, instruments: readonly Instrument[]) => {
  const rows = instruments.map(rowOf);
  const bytes = encoder.encode(rows.map((row) => JSON.stringify(row) + "\n").join(""));
  return store.insert({
    table: "instruments",
    columns: Object.keys(rows[0] ?? {}),
    format: "JSONEachRow",
    parts: [bytes],
    token: `instruments:${createHash("sha256").update(bytes).digest("hex")}`,
  });
};

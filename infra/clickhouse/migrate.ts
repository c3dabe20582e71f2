// Brings a store up to date: runs the numbered migrations it has not seen, and refuses one that was edited.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { Effect } from "effect";
import type { Instrument } from "../../streams/instruments.ts";
import { StoreError, type StoreShape } from "../../streams/transport/clickhouse.ts";

const folder = new URL("./", import.meta.url);

/** One migration: a statement in a numbered file. */
export interface Migration {
  readonly name: string;
  readonly sql: string;
  readonly sha256: string;
}

/** Every migration, in order. */
export const migrations = (): Migration[] =>
  readdirSync(folder).filter((file) => /^\d{4}_.*\.sql$/.test(file)).sort().map((file) => {
    const sql = readFileSync(new URL(file, folder), "utf8");
    return { name: file, sql, sha256: createHash("sha256").update(sql).digest("hex") };
  });

/**
 * Runs what is missing. Statements are `IF NOT EXISTS`, so two processes may run them side by side.
 * Fails with `refused` where a migration has changed since it ran.
 */
export const migrate = Effect.fnUntraced(function* (store: StoreShape) {
  yield* store.command(
    "CREATE TABLE IF NOT EXISTS migrations (name String, sha256 String, run_time DateTime DEFAULT now()) " +
      "ENGINE = MergeTree ORDER BY name COMMENT 'Migrations that have run'",
  );
  const done = yield* store.query<{ name: string; sha256: string }>(
    "SELECT name, sha256 FROM migrations",
  );
  const seen = new Map(done.map((one) => [one.name, one.sha256]));
  for (const migration of migrations()) {
    const before = seen.get(migration.name);
    if (before === migration.sha256) continue;
    if (before !== undefined) {
      const message = `Migration ${migration.name} was edited after it ran: write a new one`;
      return yield* new StoreError({ reason: "refused", message });
    }
    yield* store.command(migration.sql);
    yield* store.command(
      `INSERT INTO migrations (name, sha256) VALUES ('${migration.name}', '${migration.sha256}')`,
    );
  }
});

/** Tells the store the instruments and their units; the newest of an id counts. */
export const recordInstruments = (store: StoreShape, instruments: readonly Instrument[]) => {
  const rows = instruments.map((one) =>
    JSON.stringify({
      instrument_id: one.instrumentId,
      symbol: one.symbol,
      venue: one.venue,
      name: one.name,
      asset_class: one.assetClass,
      currency: one.currency,
      tick_size: one.tick.text,
      lot_size: one.lot.text,
    })
  );
  const bytes = new TextEncoder().encode(rows.join("\n") + "\n");
  return store.insert({
    table: "instruments",
    columns: [
      "instrument_id",
      "symbol",
      "venue",
      "name",
      "asset_class",
      "currency",
      "tick_size",
      "lot_size",
    ],
    format: "JSONEachRow",
    parts: [bytes],
    token: `instruments:${createHash("sha256").update(bytes).digest("hex")}`,
  });
};

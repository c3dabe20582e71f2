// Brings a store up to date: runs the numbered migrations it has not seen, and refuses one that was edited.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { Effect } from "effect";
import { StoreError, type StoreShape } from "../../streams/transport/clickhouse.ts";

const folder = new URL("./", import.meta.url);

/** One migration: a statement in a numbered file. */
export interface Migration {
  readonly name: string;
  readonly sql: string;
  readonly sha256: string;
}

/** A migration of a name and a statement. */
export const migrationOf = (name: string, sql: string): Migration => ({
  name,
  sql,
  sha256: createHash("sha256").update(sql).digest("hex"),
});

/** Every migration, in order. */
export const migrations = (): Migration[] =>
  readdirSync(folder).filter((file) => /^\d{4}_.*\.sql$/.test(file)).sort()
    .map((file) => migrationOf(file, readFileSync(new URL(file, folder), "utf8")));

// Two processes may both note a migration, so the table may hold a name twice.
const notes = `CREATE TABLE IF NOT EXISTS migrations
(
  name String COMMENT 'File of the migration',
  sha256 String COMMENT 'SHA-256 of the file as it ran',
  run_time DateTime('UTC') DEFAULT now() COMMENT 'When it ran'
)
ENGINE = MergeTree
ORDER BY name
COMMENT 'Migrations that have run'`;

/**
 * Runs what is missing, and tells how many. Every statement is one that changes nothing when it runs
 * again, so a migration that was cut off between running and being noted, or run by two processes side
 * by side, does no harm. Fails with `refused`, before anything is changed, where a migration was edited
 * after it ran, or where the store knows one that is not here.
 */
export const migrate = Effect.fnUntraced(
  function* (store: StoreShape, all: readonly Migration[] = migrations()) {
    yield* store.command(notes);
    const done = yield* store.query<{ name: string; sha256: string }>(
      "SELECT DISTINCT name, sha256 FROM migrations ORDER BY name",
    );
    const seen = new Map(done.map((one) => [one.name, one.sha256]));
    const wrong = refusalOf(seen, all);
    if (wrong !== undefined) return yield* new StoreError({ reason: "refused", message: wrong });
    const missing = all.filter((migration) => !seen.has(migration.name));
    for (const { name, sql, sha256 } of missing) {
      yield* store.command(sql);
      yield* store.command(
        "INSERT INTO migrations (name, sha256) SELECT {name:String}, {sha256:String}",
        { name, sha256 },
      );
    }
    return missing.length;
  },
);

const refusalOf = (
  seen: ReadonlyMap<string, string>,
  all: readonly Migration[],
): string | undefined => {
  const here = new Map(all.map((migration) => [migration.name, migration.sha256]));
  for (const [name, sha256] of seen) {
    const now = here.get(name);
    if (now === undefined) return `The store was migrated by a newer version: it knows "${name}"`;
    if (now !== sha256) return `Migration "${name}" was edited after it ran: write a new one`;
  }
  return undefined;
};

// `npm run recovery`: rehearses disaster recovery: a backup goes into an empty installation, which goes on from it.
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { startStack } from "../../gateway/testing-stack.ts";
import { openByteStore } from "../../streams/transport/clickhouse-bytes.ts";
import { readEndpoints } from "../local/endpoints.ts";
import { startTestServers } from "../local/testing.ts";

const help = `Usage: npm run recovery -- [options]

1. Runs the system on the simulated market, and backs its tables up while it runs.
2. Restores that backup into an empty ClickHouse, and compares every table up to the backup's last position.
3. Stops the system, copies its folder, deletes the folder, starts the copy: every table must hold the
   rows that it held, each once, and the market must go on from where it stopped.

  --seconds N  Seconds that it runs before and after (default 20)
  --record     Keep the result in perf/results/recovery.json
  --help       This text`;

const { values: given } = parseArgs({
  options: {
    seconds: { type: "string", default: "20" },
    record: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

type Store = ReturnType<typeof openByteStore>;
/** Of each table its rows, how many different places they name, and the last position, of a log of its own. */
type Counts = Readonly<
  Record<string, { readonly rows: number; readonly places: number; readonly last: number }>
>;

const storeOf = (dataDir: string): Store => {
  const { url, users } = readEndpoints(dataDir).clickhouse;
  return openByteStore({ url, ...users.ingest, name: "recovery" });
};

const rowsOf = async <Row>(store: Store, sql: string): Promise<readonly Row[]> =>
  JSON.parse(new TextDecoder().decode(await store.query(`${sql} FORMAT JSON`))).data;

/** Of every table that has positions and rows, below the last position that the other counts hold of it. */
const countsOf = async (store: Store, below?: Counts): Promise<Counts> => {
  const tables = await rowsOf<{ table: string }>(
    store,
    `SELECT table FROM system.columns WHERE database = currentDatabase() AND name = 'output_index'
     AND table NOT LIKE 'v\\_%' ORDER BY table`,
  );
  const counts: Record<string, Counts[string]> = {};
  for (const { table } of tables) {
    const [row] = await rowsOf<Counts[string]>(
      store,
      `SELECT count() AS rows, uniqExact(position, output_index) AS places, max(position) AS last FROM ${table}
       WHERE position < ${below === undefined ? Number.MAX_SAFE_INTEGER : below[table]?.last ?? 0}`,
    );
    if (row!.rows > 0) counts[table] = row!;
  }
  return counts;
};

/** The last position of the input log that the tables hold. */
const lastPosition = async (store: Store): Promise<number> => {
  const maxima = ["quotes", "trades", "book_deltas"].map((one) =>
    `(SELECT max(position) FROM ${one})`
  );
  const sql = `SELECT greatest(${maxima.join(", ")}) AS last`;
  return (await rowsOf<{ last: number }>(store, sql))[0]!.last;
};

/** What differs between two counts, a sentence each. */
const differences = (was: Counts, is: Counts): readonly string[] =>
  [...new Set([...Object.keys(was), ...Object.keys(is)])].flatMap((table) => {
    const [before, after] = [was[table]?.rows ?? 0, is[table]?.rows ?? 0];
    return before === after ? [] : [`${table}: ${before} rows before, ${after} after`];
  });
const doubledIn = (counts: Counts): number =>
  Object.values(counts).reduce((sum, { rows, places }) => sum + rows - places, 0);
const sumOf = (counts: Counts): number =>
  Object.values(counts).reduce((sum, { rows }) => sum + rows, 0);

/** Backs the tables up while the system runs, and restores them into a ClickHouse that is empty. */
const hot = async (dataDir: string, folder: string) => {
  const store = storeOf(dataDir);
  const beganMs = performance.now();
  await store.query("BACKUP DATABASE default TO File('rehearsal') FORMAT Null");
  const backupMs = Math.round(performance.now() - beganMs);
  const empty = join(folder, "store");
  const place = join(empty, "clickhouse", "backups");
  mkdirSync(place, { recursive: true });
  cpSync(join(dataDir, "clickhouse", "backups", "rehearsal"), join(place, "rehearsal"), {
    recursive: true,
  });
  const servers = await startTestServers({ nats: false, dataDir: empty });
  const restored = storeOf(empty);
  const restoreBeganMs = performance.now();
  await restored.query(
    "RESTORE DATABASE default FROM File('rehearsal') SETTINGS allow_non_empty_tables = true FORMAT Null",
  );
  const restoreMs = Math.round(performance.now() - restoreBeganMs);
  // Tables are backed up one after another, so each is compared up to where it ends itself. Its last position
  // is left out: what else has that position may have come in the next batch.
  const counts = await countsOf(restored);
  const [was, is] = [await countsOf(store, counts), await countsOf(restored, counts)];
  await Promise.all([restored.close(), store.close()]);
  await servers.stop();
  return {
    backupMs,
    restoreMs,
    rows: sumOf(counts),
    tables: Object.keys(counts).length,
    compared: sumOf(is),
    differences: differences(was, is),
  };
};

const rehearse = async (seconds: number): Promise<number> => {
  const folder = mkdtempSync(join(tmpdir(), "contrail-recovery-"));
  const [first, second] = [join(folder, "first"), join(folder, "second")];
  try {
    const args = ["--speed=5"];
    const stack = await startStack({ args, dataDir: first });
    await sleep(seconds * 1000);
    const tables = await hot(first, folder);
    await stack.stop();

    const stopped = await startTestServers({ nats: false, dataDir: first });
    const store = storeOf(first);
    const was = await countsOf(store);
    const before = await countsOf(store, was);
    const stoppedAt = await lastPosition(store);
    await store.close();
    await stopped.stop();
    const beganMs = performance.now();
    cpSync(first, second, { recursive: true });
    rmSync(first, { recursive: true });
    const copyMs = Math.round(performance.now() - beganMs);

    const startMs = performance.now();
    const again = await startStack({ args, dataDir: second });
    const runsAfterMs = Math.round(performance.now() - startMs);
    await sleep(seconds * 1000);
    const newer = storeOf(second);
    const is = await countsOf(newer, was);
    const all = await countsOf(newer);
    const wentOnTo = await lastPosition(newer);
    await newer.close();
    await again.stop();
    const found = differences(before, is);
    const machine = { cores: cpus().length, cpu: cpus()[0]?.model ?? "", node: process.version };
    const result = {
      machine,
      command: `npm run recovery -- --seconds ${seconds}`,
      tables,
      installation: {
        rows: sumOf(was),
        tables: Object.keys(was).length,
        compared: sumOf(is),
        copyMs,
        runsAfterMs,
        stoppedAt,
        wentOnTo,
        doubled: doubledIn(all),
        differences: found,
      },
    };
    console.log(JSON.stringify(result, null, 2));
    if (given.record) {
      const path = new URL("../../perf/results/recovery.json", import.meta.url);
      writeFileSync(path, `${JSON.stringify(result, null, 2)}\n`);
    }
    const fine = found.length === 0 && tables.differences.length === 0 && doubledIn(all) === 0 &&
      wentOnTo > stoppedAt;
    return fine ? 0 : 1;
  } finally {
    if (existsSync(folder)) rmSync(folder, { recursive: true, force: true });
  }
};

if (given.help) console.log(help);
else {
  const seconds = Number(given.seconds);
  if (!Number.isSafeInteger(seconds) || seconds < 5) {
    console.error(`error: --seconds "${given.seconds}": expected a whole number from 5`);
    process.exit(2);
  }
  process.exit(await rehearse(seconds));
}

// Replays recorded files as fast as possible through everything, and compares the store with the files: `npm run bench:replay`.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startTestServers } from "../../infra/local/testing.ts";
import { addFile, type Expected } from "./expected.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const shared = process.env["CONTRAIL_SHARED_DATA"] ?? join(root, "../shared/data");

/** What is replayed, one fresh data folder each. */
const sets: Readonly<Record<string, readonly string[]>> = {
  "Binance L2, Parquet": ["spot_btcusdt", "usdm_btcusdt", "usdm_ethusdt", "coinm_btcusd_perp"]
    .map((folder) => `binance-l2-20240808/${folder}`),
  "Binance L2, raw recordings": ["binance-l2-20240808/raw"],
  "US equities, quotes and trades": ["us-equity-ticks-201310"],
};

const filesIn = (path: string): string[] =>
  statSync(path).isDirectory()
    ? readdirSync(path).sort().flatMap((name) => filesIn(join(path, name)))
    : [path];

const expectedOf = async (paths: readonly string[]): Promise<Expected> => {
  const expected: Expected = {};
  for (const path of paths) for (const file of filesIn(path)) await addFile(file, expected);
  return expected;
};

interface Report {
  readonly events?: number;
  readonly eventsPerSecond?: number;
  readonly [key: string]: unknown;
}

const replay = (dataDir: string, paths: readonly string[]): Promise<Report> =>
  new Promise((resolve, reject) => {
    const args = [
      "infra/local/main.ts",
      "--source",
      "replay",
      "--speed",
      "max",
      "--json",
      "--no-ui",
    ];
    const more = [
      "--exit-when-done",
      "--data-dir",
      dataDir,
      "--port",
      "0",
      "--file",
      paths.join(","),
    ];
    const child = spawn(process.execPath, [...args, ...more], {
      cwd: root,
      stdio: ["ignore", "pipe", "inherit"],
    });
    let output = "";
    child.stdout.on("data", (part) => output += part);
    child.on("exit", (code) => {
      const last = output.trim().split("\n").at(-1) ?? "";
      if (code === 0) resolve(JSON.parse(last) as Report);
      else reject(new Error(`The replay ended with exit code ${code}: ${last}`));
    });
  });

const quantities = {
  quotes: "sum(toInt128(bid_quantity_lots + ask_quantity_lots) * toInt128(i.lot_size * 100000000))",
  trades: "sum(toInt128(quantity_lots) * toInt128(i.lot_size * 100000000))",
  book_deltas: "sum(toInt128(quantity_lots) * toInt128(i.lot_size * 100000000))",
} as const;

const stored = async (dataDir: string): Promise<Expected> => {
  const servers = await startTestServers({ nats: false, dataDir });
  const { url, users } = servers.endpoints.clickhouse;
  const login = btoa(`${users.ingest.user}:${users.ingest.password}`);
  const found: Expected = {};
  for (const table of ["quotes", "trades", "book_deltas"] as const) {
    const answer = await fetch(url, {
      method: "POST",
      headers: { authorization: `Basic ${login}` },
      body: `SELECT count(), ${quantities[table]}, toUnixTimestamp64Micro(min(event_time)),
             toUnixTimestamp64Micro(max(event_time)) FROM ${table}
             INNER JOIN instruments AS i FINAL USING (instrument_id) FORMAT TSV`,
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(text);
    const [rows, quantity, least, most] = text.trim().split("\t");
    if (rows === "0") continue;
    found[table] = {
      rows: Number(rows),
      quantity: BigInt(quantity!),
      minTimeUs: BigInt(least!),
      maxTimeUs: BigInt(most!),
    };
  }
  await servers.stop();
  return found;
};

const show = (value: unknown): string =>
  JSON.stringify(value, (_, one) => typeof one === "bigint" ? one.toString() : one, 2);

const results: Record<string, unknown> = {};
let equal = true;
for (const [name, relative] of Object.entries(sets)) {
  const paths = relative.map((path) => join(shared, path));
  if (!paths.every(existsSync)) {
    console.log(`Skipped ${name}: the recordings are not on this machine`);
    continue;
  }
  const dataDir = mkdtempSync(join(tmpdir(), "contrail-replay-"));
  const report = await replay(dataDir, paths);
  const [expected, found] = [await expectedOf(paths), await stored(dataDir)];
  const same = (["quotes", "trades", "book_deltas"] as const)
    .every((table) => show(expected[table]) === show(found[table]));
  equal &&= same;
  results[name] = { equal: same, report, expected, found: same ? "the same" : found };
  console.log(`${name}: ${same ? "equal to the files" : "DIFFERENT"}`, show(report));
  if (!same) console.log(show({ expected, found }));
  rmSync(dataDir, { recursive: true, force: true });
}
const machine = { cores: cpus().length, model: cpus()[0]?.model, node: process.version };
const file = fileURLToPath(new URL("../results/replay-recorded.json", import.meta.url));
writeFileSync(file, show({ machine, command: "npm run bench:replay", results }) + "\n");
process.exitCode = equal ? 0 : 1;

// Compares a live run with its replay, record by record and byte by byte: `npm run parity -- --help`.
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { parity } from "../../actors/run/parity/parity.ts";
import { record } from "../../actors/run/parity/record.ts";
import type { ParityReport } from "../../actors/run/parity/report.ts";
import { marketActors, tradingActors } from "../../actors/roster.ts";
import { readInstruments } from "../../infra/local/instruments-file.ts";
import { startTestServers } from "../../infra/local/testing.ts";
import { openInference } from "../../models/inference.ts";
import type { StoreOptions } from "../../streams/transport/clickhouse.ts";
import { openByteStore } from "../../streams/transport/clickhouse-bytes.ts";
import { makeProgress, reportLines } from "./lines.ts";
import { BadOption, help, type ParityArguments, readArguments } from "./options.ts";

const say = makeProgress(process.stderr);
const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => stop.abort());

const compare = async (options: StoreOptions, dataDir: string): Promise<ParityReport> => {
  const store = openByteStore(options);
  const inference = await openInference();
  try {
    return await parity({
      store,
      instruments: readInstruments(dataDir),
      market: marketActors,
      trading: tradingActors,
      predict: inference.predict,
      signal: stop.signal,
      progress: (positions, all) => say("comparing", positions / all),
    });
  } finally {
    await inference.close();
    await store.close();
  }
};

/** Compares on a folder's own servers, after recording where nothing is there yet. */
const onServers = async (given: ParityArguments): Promise<ParityReport> => {
  const servers = await startTestServers(
    given.dataDir === undefined ? {} : { dataDir: given.dataDir },
  );
  const { dataDir, endpoints: { clickhouse } } = servers;
  try {
    if (given.dataDir === undefined) {
      const { restarts, speed, seed } = given;
      const seconds = given.minutes * 60;
      const progress = (passed: number) => say("recording", passed / seconds);
      await record({ dataDir, seconds, restarts, speed, seed, signal: stop.signal, progress });
    }
    const store = { url: clickhouse.url, ...clickhouse.users.ingest, name: "parity" };
    return await compare(store, dataDir);
  } finally {
    await servers.stop();
  }
};

/** Compares what an external server holds. Throws `BadOption` where its address is none. */
const onExternal = (address: string, dataDir: string): Promise<ParityReport> => {
  const url = URL.parse(address);
  // The value may hold a password, so it is not repeated.
  if (url === null) throw new BadOption("CLICKHOUSE_URL: expected http://user:password@host:port");
  const user = decodeURIComponent(url.username) || "default";
  const password = decodeURIComponent(url.password);
  return compare({ url: url.origin, user, password, name: "parity" }, dataDir);
};

const keep = (result: object, given: ParityArguments): void => {
  const words = process.argv.slice(2).filter((word) => word !== "--record");
  const kept = {
    machine: { cores: cpus().length, model: cpus()[0]?.model, node: process.version },
    command: ["npm run parity --", ...words].join(" "),
    ...(given.dataDir === undefined ? { speed: given.speed, seed: given.seed } : {}),
    ...result,
  };
  const folder = fileURLToPath(new URL("../results/", import.meta.url));
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}parity.json`, `${JSON.stringify(kept, null, 2)}\n`);
};

const main = async (): Promise<number> => {
  const given = readArguments(process.argv.slice(2));
  if (given.help) {
    console.log(help);
    return 0;
  }
  const external = process.env["CLICKHOUSE_URL"] ?? "";
  const { dataDir } = given;
  const report = external !== "" && dataDir !== undefined
    ? await onExternal(external, dataDir)
    : await onServers(given);
  const { minutes, restarts } = dataDir === undefined ? given : { minutes: null, restarts: null };
  const result = { ...report, minutes, restarts };
  (given.json ? console.error : console.log)(reportLines(report));
  if (given.record) keep(result, given);
  if (given.json) console.log(JSON.stringify(result));
  return report.score === 100 ? 0 : 1;
};

const code = await main().catch((cause: unknown) => {
  // ClickHouse's own words go on for paragraphs.
  const [words] = (cause instanceof Error ? cause.message : String(cause)).split("\n");
  console.error(`error: ${words}`);
  return 1;
});
process.exit(code);

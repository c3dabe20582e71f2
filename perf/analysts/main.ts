// How long each question of docs/ANALYSTS.md takes on many rows: `npm run bench:analysts -- --rows 10000000`.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { simulatedSource } from "../../actors/sources/simulated/source.ts";
import { parametersOf } from "../../infra/analysts/parameters.ts";
import { questions } from "../../infra/analysts/questions.ts";
import { sessionOf } from "../../infra/analysts/session.ts";
import { migrate } from "../../infra/clickhouse/migrate.ts";
import { recordInstruments } from "../../infra/clickhouse/record-instruments.ts";
import { testStore } from "../../infra/clickhouse/testing.ts";
import { startTestServers } from "../../infra/local/testing.ts";
import { openByteStore } from "../../streams/transport/clickhouse-bytes.ts";
import { grow, rowsOf } from "./grow.ts";

const { values: given } = parseArgs({
  options: {
    rows: { type: "string", default: "10000000" },
    record: { type: "boolean", default: false },
  },
});
const wanted = Number(given.rows);
if (!Number.isSafeInteger(wanted) || wanted < 1_000_000) {
  console.error(`error: --rows "${given.rows}": expected a whole number from 1000000`);
  process.exit(2);
}

const ticks = 250_000;
/** Times each question is asked; the median counts. */
const tries = 3;

const servers = await startTestServers({ nats: false });
const store = testStore(servers);
const session = await sessionOf(simulatedSource({ seed: 11, speed: 0, ticks }), ticks);
await store.run((tables) => migrate(tables));
await store.run((tables) => recordInstruments(tables, session.instruments));
await store.record(session.records, "session");
await grow(store, wanted, (share) => console.error(`grown ${Math.floor(share * 100)} %`));
const rows = await rowsOf(store);

// As an analyst asks: within the bounds of that user.
const { url, users } = servers.endpoints.clickhouse;
const analyst = openByteStore({ url, ...users.analyst, name: "analyst" });
const parameters = parametersOf(session);
const times: { question: string; ms: number | string }[] = [];
for (const { number, title, sql } of questions()) {
  const took: number[] = [];
  let failed = "";
  for (let i = 0; i < tries && failed === ""; i++) {
    const beganMs = performance.now();
    await analyst.query(`${sql} FORMAT Null`, parameters).catch((cause: Error) => {
      failed = cause.message.split(":")[0]!;
    });
    took.push(performance.now() - beganMs);
    if (took[0]! > 10_000) break;
  }
  const ms = failed || Math.round(took.sort((a, b) => a - b)[took.length >> 1]!);
  times.push({ question: `${number}. ${title}`, ms });
  console.error(`${String(ms).padStart(8)} ms  ${number}. ${title}`);
}
await analyst.close();
await servers.stop();

if (given.record) {
  const path = fileURLToPath(new URL("../results/analysts.json", import.meta.url));
  const before = existsSync(path) ? JSON.parse(readFileSync(path, "utf8")).runs ?? {} : {};
  const machine = { cores: cpus().length, cpu: cpus()[0]?.model ?? "", node: process.version };
  const runs = { ...before, [wanted]: { rows, times } };
  const command = "npm run bench:analysts -- --rows N --record";
  writeFileSync(path, `${JSON.stringify({ machine, command, unit: "ms", runs }, null, 2)}\n`);
}

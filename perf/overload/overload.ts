// Measures what happens at three times the rate that can be held: nothing lost, memory flat, and the lateness told.
// Run: npm run bench:overload [-- --seconds 120]
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { setTimeout as sleep } from "node:timers/promises";
import { startTestServers } from "../../infra/local/testing.ts";
import { TestProcess } from "../../infra/local/testing-processes.ts";

const { values } = parseArgs({
  options: { seconds: { type: "string", default: "120" }, hold: { type: "string", default: "30" } },
});
const overloadSeconds = Number(values.seconds);
const holdSeconds = Number(values.hold);
const times = 3;
/** Ticks a second of the simulated market at real speed, about. */
const marketTicksPerSecond = 780;
const sampleSeconds = 5;

interface Sample {
  readonly ticksPerSecond: number;
  readonly behindSeconds: number;
  readonly coreMegabytes: number;
  readonly recorderMegabytes: number;
  readonly gatewayMegabytes: number;
}

const megabytes = (process: TestProcess): number =>
  Math.round((process.status?.memoryBytes ?? 0) / 1e6);

/** Runs everything at a speed for some seconds, stops it in order, and counts what was recorded. */
const run = async (speed: number, seconds: number) => {
  const servers = await startTestServers();
  const { dataDir } = servers;
  const options = { runId: "overload", speed, seed: 3 };
  const core = new TestProcess("core", dataDir, options);
  const recorder = new TestProcess("recorder", dataDir, options);
  const gateway = new TestProcess("gateway", dataDir, options);
  await core.until((status) => (status.source?.records ?? 0) > 0);
  const samples: Sample[] = [];
  const records = () => core.status?.source?.records ?? 0;
  const first = { records: records(), ms: performance.now() };
  while (performance.now() - first.ms < seconds * 1000) {
    const before = { records: records(), ms: performance.now() };
    await sleep(sampleSeconds * 1000);
    const sample = {
      ticksPerSecond: Math.round(
        (records() - before.records) / (performance.now() - before.ms) * 1000,
      ),
      behindSeconds: Math.round((core.status?.source?.behindMs ?? 0) / 1000),
      coreMegabytes: megabytes(core),
      recorderMegabytes: megabytes(recorder),
      gatewayMegabytes: megabytes(gateway),
    };
    samples.push(sample);
    console.log(JSON.stringify(sample));
  }
  const perSecond = Math.round((records() - first.records) / (performance.now() - first.ms) * 1000);
  const deaths = core.deaths + recorder.deaths + gateway.deaths;
  await core.end("SIGTERM");
  await recorder.end("SIGTERM");
  await gateway.end("SIGTERM");
  const { url, users } = servers.endpoints.clickhouse;
  const login = btoa(`${users.ingest.user}:${users.ingest.password}`);
  const all = ["quotes", "trades", "book_deltas", "controls"]
    .map((table) => `SELECT position FROM ${table}`).join(" UNION ALL ");
  const answer = await fetch(url, {
    method: "POST",
    headers: { authorization: `Basic ${login}` },
    body: `SELECT count(), uniqExact(position), max(position) + 1 FROM (${all}) FORMAT TSV`,
  });
  const [rows, distinct, written] = (await answer.text()).trim().split("\t").map(Number);
  await servers.stop();
  return {
    perSecond,
    deaths,
    samples,
    ticks: written!,
    lost: written! - distinct!,
    doubled: rows! - distinct!,
  };
};

console.log("As fast as it goes:");
const held = await run(0, holdSeconds);
const speed = Math.ceil(times * held.perSecond / marketTicksPerSecond);
console.log(`${held.perSecond} ticks/s held; now ${times} times that:`);
const overloaded = await run(speed, overloadSeconds);
const report = {
  command: "npm run bench:overload",
  machine: { cpu: cpus()[0]?.model ?? "", cores: cpus().length, node: process.version },
  method:
    "simulated market through the whole system (models, trading, recorder, gateway, both servers on " +
    "the same cores); the rate held is that of the market as fast as it is taken",
  heldTicksPerSecond: held.perSecond,
  askedTicksPerSecond: speed * marketTicksPerSecond,
  seconds: overloadSeconds,
  takenTicksPerSecond: overloaded.perSecond,
  deaths: overloaded.deaths,
  ticks: overloaded.ticks,
  lost: overloaded.lost,
  doubled: overloaded.doubled,
  samples: overloaded.samples,
};
const folder = fileURLToPath(new URL("../results/", import.meta.url));
mkdirSync(folder, { recursive: true });
writeFileSync(`${folder}overload.json`, `${JSON.stringify(report, null, 2)}\n`);
console.log(JSON.stringify({ ...report, samples: undefined }));

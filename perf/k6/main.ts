// Load tests with k6 against a running system: `npm run k6`; ONLY=fan-out,bare runs some, SOAK=3600 soaks for an hour.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Effect } from "effect";
import { turnClients, turnMs, turnsLeast } from "../../gateway/limits.ts";
import { freePort } from "../../infra/local/ports.ts";
import { budgets } from "../budgets.ts";
import { coresBetween, readTicks } from "./cores.ts";
import { findK6 } from "./find.ts";
import { hopsOf } from "./hops.ts";
import { resultsIn } from "./results.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
/** The scripts, and what each is run with. `bare` is the same fan-out against `ws` and Hono alone. */
const scripts = ["execution-latency", "end-to-end", "fan-out", "bare", "spike", "soak"] as const;
type Script = typeof scripts[number];

/** Starts the system on a folder of its own and gives its address. */
const startSystem = async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "contrail-k6-"));
  const port = await Effect.runPromise(freePort("127.0.0.1"));
  const args = ["infra/local/main.ts", "--data-dir", dataDir, "--port", String(port), "--no-ui"];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
  await new Promise<void>((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`npm start ended with ${code}`)));
    child.stdout.on("data", (part) => String(part).includes("Contrail runs") && resolve());
  });
  const base = `http://127.0.0.1:${port}`;
  // Loads begin when there is a market to trade.
  for (let tries = 0; tries < 100; tries++) {
    const { data } = await (await fetch(`${base}/v1/quotes/latest`)).json() as { data?: unknown[] };
    if ((data?.length ?? 0) >= 8) break;
    await new Promise((wait) => setTimeout(wait, 200));
  }
  const stop = async () => {
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    await ended;
    rmSync(dataDir, { recursive: true, force: true });
  };
  return { base, stop };
};

/** Milliseconds between two pictures that a client gets of us: `bare` tells as many. */
const pictureMs = (): number =>
  Math.max(turnsLeast, Math.ceil(Number(clients) / turnClients)) * turnMs;

/** Starts what is compared with, beside the running system, and gives its address. */
const startBare = async () => {
  const port = await Effect.runPromise(freePort("127.0.0.1"));
  const child = spawn(process.execPath, [join(root, "perf/k6/bare.ts")], {
    env: { ...process.env, BARE_PORT: String(port), BARE_EVERY_MS: String(pictureMs()) },
    stdio: ["ignore", "pipe", "inherit"],
  });
  await new Promise<void>((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`bare.ts ended with ${code}`)));
    child.stdout.once("data", () => resolve());
  });
  return { base: `http://127.0.0.1:${port}`, stop: () => void child.kill("SIGTERM") };
};

const k6 = findK6();
const duration = process.env["DURATION"] ?? "30s";
const seconds = String(Math.max(5, Math.round(Number(duration.replace(/s$/, ""))) || 30));
const soakSeconds = Number(process.env["SOAK"] ?? 60);
const clients = process.env["CLIENTS"] ?? "1000";
const only = process.env["ONLY"]?.split(",");
const given = process.env["BASE_URL"];

/**
 * k6 stands for machines of clients, but runs on the cores of the system: it collects garbage less often,
 * and counts without tags that nobody reads. That takes it 26 µs of CPU a message in place of 41.
 */
const frugal = { GOGC: "800", K6_SYSTEM_TAGS: "name,status,expected_response" } as const;

/** Runs one script. Budgets are thresholds of k6, which ends with another code where one is missed. */
const runScript = async (script: Script, base: string): Promise<boolean> => {
  const summary = join(tmpdir(), `contrail-k6-${process.pid}-${script}.json`);
  const file = script === "bare" ? "fan-out" : script;
  const env = {
    ...process.env,
    BASE_URL: base,
    DURATION: duration,
    SECONDS: seconds,
    CLIENTS: clients,
    SOAK_SECONDS: String(soakSeconds),
    REST_RATE: process.env["REST_RATE"] ?? "200",
    EXECUTION_P95_MS: String(budgets.executionP95Ms),
    REST_P95_MS: String(budgets.restP95Ms),
    FAN_OUT_P95_MS: String(budgets.fanOutP95Ms),
    SOCKET_P95_MS: String(budgets.socketP95Ms),
    FAILED_SHARE: String(budgets.failedShare),
    ...frugal,
  };
  const path = join(root, `perf/k6/${file}.js`);
  const child = spawn(k6, ["run", "--quiet", "--summary-export", summary, path], {
    stdio: ["ignore", 2, 2],
    env,
  });
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  // Of the middle of the run, when all clients are there: a process that is over tells nothing more.
  const wait = (ms: number) => new Promise((go) => setTimeout(go, ms));
  await Promise.race([ended, wait(Number(seconds) * 500)]);
  const from = readTicks(process.pid);
  await Promise.race([ended, wait(Number(seconds) * 400)]);
  const cores = coresBetween(from, readTicks(process.pid));
  const code = await ended;
  results[script] = { withinBudget: code === 0, ...resultsIn(summary), cores };
  return code === 0;
};

/** Runs the soak with the gateway's memory watched. */
const runSoak = async (base: string): Promise<boolean> => {
  const readings: number[] = [];
  const timer = setInterval(() =>
    void fetch(`${base}/v1/health`).then(async (answer) => {
      const { processes } = await answer.json() as {
        readonly processes: Readonly<Record<string, { readonly memoryBytes: number }>>;
      };
      readings.push((processes["gateway"]?.memoryBytes ?? 0) / 1_048_576);
    }, () => {}), 1_000);
  const within = await runScript("soak", base).finally(() => clearInterval(timer));
  const quarter = Math.max(1, Math.floor(readings.length / 4));
  const mean = (some: readonly number[]) =>
    Math.round(some.reduce((sum, one) => sum + one, 0) / some.length);
  const [first, last] = [mean(readings.slice(0, quarter)), mean(readings.slice(-quarter))];
  const grew = last - first;
  const gatewayMebibytes = { first, last, grew };
  results["soak"] = { ...results["soak"] as object, seconds: soakSeconds, gatewayMebibytes };
  return within && grew <= budgets.soakGrowthMebibytes;
};

const results: Record<string, unknown> = {};
let failed = false;
const system = given === undefined ? await startSystem() : { base: given, stop: async () => {} };
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => void system.stop().finally(() => process.exit(130)));
}
try {
  for (const script of scripts) {
    if (only !== undefined && !only.includes(script)) continue;
    if (script === "soak") {
      failed = !await runSoak(system.base) || failed;
      continue;
    }
    if (script !== "bare") {
      failed = !await runScript(script, system.base) || failed;
      if (script === "end-to-end") {
        const hopsMs = await hopsOf(system.base);
        results[script] = { ...results[script] as object, hopsMs };
      }
      continue;
    }
    const bare = await startBare();
    // A budget that even the bare ones miss on this machine is no fault of ours, so it fails nothing.
    await runScript(script, bare.base).finally(bare.stop);
  }
} finally {
  await system.stop();
}
const report = {
  command: "npm run k6",
  machine: { cpu: cpus()[0]?.model ?? "", cores: cpus().length, node: process.version },
  method: `${duration} each against the whole system on the simulated market, k6 on the same ` +
    `machine. Fan-out: from the time in a message, when its text was written, to the handler of a ` +
    `client, every fourth one measured; ${clients} clients get a picture each ${pictureMs()} ms. Bare: ` +
    "the same script and as many messages by ws and Hono alone, beside the running pipeline. " +
    "Cores: CPU of each process while it ran; others are who else was at the machine",
  budgets,
  results,
};
console.log(JSON.stringify(report, null, 2));
if (process.argv.includes("--record")) {
  writeFileSync(join(root, "perf/results/k6.json"), `${JSON.stringify(report, null, 2)}\n`);
}
process.exitCode = failed ? 1 : 0;

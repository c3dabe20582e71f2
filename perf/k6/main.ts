// Load tests with k6 against a running system: `npm run k6`. Finds k6, or installs it with `go install`.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { budgets } from "../budgets.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const version = "v1.4.0";
const scripts = ["execution-latency", "end-to-end"] as const;

const runs = (program: string): boolean => spawnSync(program, ["version"]).status === 0;

/** The path of k6: in the PATH, in the cache, or newly installed. Throws with what was tried. */
const findK6 = (): string => {
  const cached = join(root, ".cache/k6/k6");
  const found = ["k6", cached].find(runs);
  if (found !== undefined) return found;
  process.stderr.write(
    `k6 is in neither the PATH nor .cache/k6: go install go.k6.io/k6@${version}\n`,
  );
  const folder = join(root, ".cache/k6");
  mkdirSync(folder, { recursive: true });
  const { status } = spawnSync("go", ["install", `go.k6.io/k6@${version}`], {
    env: { ...process.env, GOBIN: folder },
    stdio: ["ignore", 2, 2],
  });
  if (status === 0 && existsSync(cached)) return cached;
  throw new Error("k6 is missing: install it (https://grafana.com/docs/k6), or Go, and run again");
};

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

/** Starts the system on a folder of its own and gives its address. */
const startSystem = async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "contrail-k6-"));
  const port = await freePort();
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

interface Summary {
  readonly metrics: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

const k6 = findK6();
const duration = process.env["DURATION"] ?? "30s";
const given = process.env["BASE_URL"];
const system = given === undefined ? await startSystem() : { base: given, stop: async () => {} };
const results: Record<string, unknown> = {};
let failed = false;
try {
  for (const script of scripts) {
    const summary = join(tmpdir(), `contrail-k6-${process.pid}-${script}.json`);
    const { status } = spawnSync(
      k6,
      ["run", "--quiet", "--summary-export", summary, join(root, `perf/k6/${script}.js`)],
      {
        stdio: ["ignore", 2, 2],
        env: {
          ...process.env,
          BASE_URL: system.base,
          DURATION: duration,
          EXECUTION_P95_MS: String(budgets.executionP95Ms),
          REST_P95_MS: String(budgets.restP95Ms),
          SOCKET_P95_MS: String(budgets.socketP95Ms),
          FAILED_SHARE: String(budgets.failedShare),
        },
      },
    );
    failed ||= status !== 0;
    const { metrics } = JSON.parse(readFileSync(summary, "utf8")) as Summary;
    rmSync(summary);
    const names = [
      "execution_latency_milliseconds",
      "http_req_duration",
      "http_req_duration{kind:read}",
      "http_req_failed",
      "http_reqs",
      "ws_connecting",
      "ws_sessions",
      "checks",
    ];
    results[script] = {
      withinBudget: status === 0,
      ...Object.fromEntries(names.flatMap((name) => {
        const metric = metrics[name];
        if (metric === undefined) return [];
        const { thresholds: _, ...values } = metric as Record<string, unknown>;
        return [[name, values]];
      })),
    };
  }
} finally {
  await system.stop();
}
const report = {
  command: "npm run k6",
  machine: { cpu: cpus()[0]?.model ?? "", cores: cpus().length, node: process.version },
  method:
    `${duration} each against the whole system on the simulated market, k6 on the same machine`,
  budgets,
  results,
};
console.log(JSON.stringify(report, null, 2));
if (process.argv.includes("--record")) {
  writeFileSync(join(root, "perf/results/k6.json"), `${JSON.stringify(report, null, 2)}\n`);
}
process.exitCode = failed ? 1 : 0;

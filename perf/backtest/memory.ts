// Memory of a backtest over a recording once, and ten times over: `npm run bench:backtest-memory`.
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
const shared = process.env["CONTRAIL_SHARED_DATA"] ?? join(root, "../shared/data");

interface Answer {
  readonly events: number;
  readonly fills: number;
  readonly orders: number;
  readonly secondsOfTheEngine: number;
  readonly secondsWithReading: number;
  readonly peakMegabytes: number;
}

const run = (times: number, strategy: string, files: readonly string[]): Answer => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    // A small young generation and an eager collector: what is held is measured, not what waits to be let go.
    [
      "--max-semi-space-size=8",
      join(root, "perf/backtest/child.ts"),
      String(times),
      strategy,
      ...files.map((one) => join(shared, one)),
    ],
    { encoding: "utf8" },
  );
  if (status !== 0) throw new Error(`${strategy} × ${times}: ${stderr}`);
  return JSON.parse(stdout.trimEnd().split("\n").at(-1)!) as Answer;
};

const folder = "binance-l2-20240808/usdm_btcusdt";
const l2 = [`${folder}/depth.parquet`, `${folder}/trades.parquet`];
const cases = [
  { name: "L2, columns", strategy: "book-imbalance", files: l2 },
  { name: "L2, columns, many orders", strategy: "grid-maker", files: l2 },
  { name: "L1, columns", strategy: "book-imbalance", files: [`${folder}/bbo.parquet`] },
  { name: "L2, actors with models", strategy: "imbalance-taker", files: l2 },
];
const results = cases.map(({ name, strategy, files }) => {
  const once = run(1, strategy, files);
  const ten = run(10, strategy, files);
  const growth = ten.peakMegabytes - once.peakMegabytes;
  console.error(`${name}: ${once.peakMegabytes} MB once, ${ten.peakMegabytes} MB ten times`);
  return { name, strategy, once, ten, growthMegabytes: growth };
});
const report = {
  command: "npm run bench:backtest-memory",
  machine: { cpu: cpus()[0]?.model ?? "", cores: cpus().length, node: process.version },
  method:
    "each run in a process of its own, read from Parquet every time; peak of the resident memory. " +
    "Orders and fills are what a run gives, so they grow with it: about 0.4 KB each",
  loadAverage: Math.round(loadavg()[0]! * 10) / 10,
  results,
};
writeFileSync(
  join(root, "perf/results/backtest-memory.json"),
  `${JSON.stringify(report, null, 2)}\n`,
);
console.log(JSON.stringify(report, null, 2));

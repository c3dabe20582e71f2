// Measures the sources: ticks a second of every recorded layout and of the simulated market.
// Run: npm run bench:sources
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openSource, type SourceOptions } from "../../actors/sources/roster.ts";

/** Rounds of each case; the best counts, because the others share the machine with something. */
const rounds = 3;
/** Ticks of the simulated market that are timed. */
const simulatedTicks = 2_000_000;

const shared = process.env["CONTRAIL_SHARED_DATA"] ??
  fileURLToPath(new URL("../../../shared/data", import.meta.url));

interface Result {
  readonly what: string;
  readonly ticks: number;
  readonly seconds: number;
  readonly ticksPerSecond: number;
  readonly refused: number;
  /** Largest resident memory of the process so far. */
  readonly memoryMb: number;
}

const cases: readonly (readonly [string, string])[] = [
  ["US equity quotes and trades, 6 files merged (Parquet)", "us-equity-ticks-201310/AIG"],
  ["US equity, 18 files merged (Parquet)", "us-equity-ticks-201310"],
  ["Binance depth, bbo and trades (Parquet)", "binance-l2-20240808/usdm_btcusdt"],
  ["Binance raw, 6 files (gzip, JSON)", "binance-l2-20240808/raw"],
  ["FX quotes, 3 files merged (Parquet)", "fx-ticks-201405"],
  ["GC futures trades (Parquet)", "us-futures-201310/GC_trade_ticks_20131007_20131008.parquet"],
  ["Coinbase trades (Parquet)", "coinbase-nasdaq-20230905/coinbase_btcusd_trades.parquet"],
  ["Bitstamp trades and snapshots (Parquet)", "bitstamp-l3-20150501"],
];

const measure = async (what: string, options: SourceOptions, most = Infinity): Promise<Result> => {
  let [best, ticks, refused] = [Infinity, 0, 0];
  for (let round = 0; round < rounds; round++) {
    [ticks, refused] = [0, 0];
    const refuse = ({ field }: { field: string }) => {
      if (field !== "file") refused++;
    };
    const start = performance.now();
    const source = await openSource(options);
    for await (const batch of source.open(undefined, refuse, new AbortController().signal)) {
      ticks += batch.ticks.length;
      if (ticks >= most) break;
    }
    best = Math.min(best, (performance.now() - start) / 1000);
  }
  return {
    what,
    ticks,
    seconds: Math.round(best * 1000) / 1000,
    ticksPerSecond: Math.round(ticks / best),
    refused,
    memoryMb: Math.round(process.resourceUsage().maxRSS / 1024),
  };
};

const results: Result[] = [];
const take = async (result: Promise<Result>): Promise<void> => {
  const one = await result;
  results.push(one);
  console.log(
    `${one.ticksPerSecond} ticks/s: ${one.what}, ${one.ticks} ticks in ${one.seconds} s, ` +
      `${one.refused} refused, ${one.memoryMb} MB`,
  );
};
const simulated = { source: "simulated", files: [], speed: 0, seed: 1 } as const;
await take(measure("Simulated market", simulated, simulatedTicks));
for (const [what, path] of cases) {
  const file = join(shared, path);
  if (!existsSync(file)) {
    console.log(`Skipped, not on this machine: ${what}`);
    continue;
  }
  await take(measure(what, { source: "replay", files: [file], speed: 0, seed: 1 }));
}

const report = {
  command: "npm run bench:sources",
  machine: { cpu: cpus()[0]?.model ?? "", cores: cpus().length, node: process.version },
  method: `wall-clock time from opening to the last tick in memory, best of ${rounds} runs`,
  results,
};
const folder = fileURLToPath(new URL("../results/", import.meta.url));
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, "sources-read.json"), `${JSON.stringify(report, undefined, 2)}\n`);

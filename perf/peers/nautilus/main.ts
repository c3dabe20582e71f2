// Crosses of moving averages over minute bars in Contrail and in NautilusTrader: `npm run bench:nautilus`.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Bars } from "../../../actors/run/backtest/bars/bars.ts";
import { Features } from "../../../actors/run/backtest/bars/features.ts";
import { openBars, readBars } from "../../../actors/run/backtest/bars/read.ts";
import { movingAverageCross } from "../../../actors/run/backtest/bars/strategies/moving-average-cross.ts";
import { walk } from "../../../actors/run/backtest/bars/walk.ts";
import { askPeer } from "../python.ts";

const here = fileURLToPath(new URL(".", import.meta.url));
const root = join(here, "../../..");
const shared = process.env["CONTRAIL_SHARED_DATA"] ?? join(root, "../shared/data");
const runs = Number(process.env["RUNS"] ?? 51);
const fills = { slippageBps: 0, feeBps: 5, stopBps: 0, profitBps: 0 };
const pairs: readonly (readonly [number, number])[] = [[5, 210], [100, 510], [200, 930]];

const [bars] = (await readBars(
  await openBars([join(shared, "bars/crypto_1m_BTC-PERP_202201.parquet")]),
)).series as [Bars];

const features = new Features(bars);
const ours = pairs.map(([fast, slow]) => {
  const settings = { fast, slow, short: 0, lots: 1 };
  const run = () => walk(bars, movingAverageCross.targets(bars, settings, features), fills);
  const walked = run();
  const seconds = Array.from({ length: runs }, () => {
    const startedMs = performance.now();
    run();
    return (performance.now() - startedMs) / 1000;
  }).sort((a, b) => a - b)[runs >> 1]!;
  return { fills: walked.rows.length, equity: walked.equity.at(-1)!, seconds };
});

const temporary = mkdtempSync(join(tmpdir(), "contrail-peer-"));
for (const name of ["timeUs", "open", "close"] as const) {
  writeFileSync(join(temporary, `${name}.bin`), bars[name]);
}
writeFileSync(join(temporary, "config.json"), JSON.stringify({ pairs, feeBps: fills.feeBps }));
interface Answer {
  readonly fills: readonly number[];
  readonly equity: readonly number[];
  readonly seconds: readonly number[];
}
const theirs = askPeer(here, "run.py", temporary) as Answer;
rmSync(temporary, { recursive: true });

const rounded = (value: number): number => Number(value.toPrecision(4));
const report = {
  command: "npm run bench:nautilus",
  machine: { cpu: cpus()[0]?.model ?? "", cores: cpus().length, node: process.version },
  method:
    `${bars.length} one-minute bars of BTC-PERP, prices in whole ticks; long while the fast mean of closes is ` +
    `above the slow one, traded at the next open, fee ${fills.feeBps} basis points; NautilusTrader gets each ` +
    "bar as two quotes, its open and its close; reading and loading the data is not counted; one core each; ours the median of " +
    `${runs} runs after the first`,
  peer: "nautilus_trader 1.221.0 (Cython and Rust, strategy in Python)",
  loadAverage: rounded(loadavg()[0]!),
  results: pairs.map(([fast, slow], i) => ({
    ...{ fast, slow, fills: ours[i]!.fills, fillsOfPeer: theirs.fills[i] },
    finalEquity: ours[i]!.equity,
    finalEquityOfPeer: theirs.equity[i],
    differenceOfEquity: rounded(ours[i]!.equity - theirs.equity[i]!),
    millionBarsPerSecond: rounded(bars.length / ours[i]!.seconds / 1e6),
    millionBarsPerSecondOfPeer: rounded(bars.length / theirs.seconds[i]! / 1e6),
    timesFaster: rounded(theirs.seconds[i]! / ours[i]!.seconds),
  })),
};
writeFileSync(
  join(root, "perf/results/backtest-nautilus.json"),
  `${JSON.stringify(report, null, 2)}\n`,
);
console.log(JSON.stringify(report, null, 2));

// A thousand moving-average crosses over minute bars in Contrail and its peers: `npm run bench:bars`.
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
const runs = Number(process.env["RUNS"] ?? 3);
const fills = { slippageBps: 0, feeBps: 5, stopBps: 0, profitBps: 0 };
const columns = ["timeUs", "open", "high", "low", "close", "volume"] as const;

const pairs: [fast: number, slow: number][] = [];
for (let slow = 210; slow <= 930; slow += 30) {
  for (let fast = 5; fast <= 200; fast += 5) pairs.push([fast, slow]);
}
const fewPairs = [pairs[0]!, pairs[500]!, pairs[999]!];

const [bars] = (await readBars(
  await openBars([join(shared, "bars/crypto_1m_BTC-PERP_202201.parquet")]),
)).series as [Bars];

/** The same bars again and again. */
const repeated = (times: number): Bars => {
  const again = (column: Float64Array) => {
    const out = new Float64Array(column.length * times);
    for (let i = 0; i < times; i++) out.set(column, i * column.length);
    return out;
  };
  const length = bars.length * times;
  const minutes = bars.timeUs.length;
  const timeUs = again(bars.timeUs).map((us, i) => us + Math.floor(i / minutes) * minutes * 60e6);
  const { instrument, open, high, low, close, volume } = bars;
  return {
    instrument,
    timeUs,
    open: again(open),
    high: again(high),
    low: again(low),
    close: again(close),
    volume: again(volume),
    halfSpread: undefined,
    length,
  };
};

const sweep = (of: Bars) => {
  const features = new Features(of);
  const out = { equity: new Float64Array(of.length), positionLots: new Float64Array(of.length) };
  const counts: number[] = [];
  const equity: number[] = [];
  const startedMs = performance.now();
  for (const [fast, slow] of pairs) {
    const settings = { fast, slow, short: 0, lots: 1 };
    const walked = walk(of, movingAverageCross.targets(of, settings, features), fills, out);
    counts.push(walked.rows.length);
    equity.push(walked.equity.at(-1)!);
  }
  return { seconds: (performance.now() - startedMs) / 1000, fills: counts, equity };
};

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
const rounded = (value: number): number => Number(value.toPrecision(4));
const millions = (count: number, seconds: number): number => rounded(count / seconds / 1e6);

const ours = sweep(bars);
const seconds = Array.from({ length: runs + 2 }, () => sweep(bars).seconds);
const years = repeated(24);
const long = sweep(years);

const temporary = mkdtempSync(join(tmpdir(), "contrail-peer-"));
for (const name of columns) writeFileSync(join(temporary, `${name}.bin`), bars[name]);
writeFileSync(
  join(temporary, "config.json"),
  JSON.stringify({ pairs, fewPairs, runs, feeBps: fills.feeBps }),
);
interface Answer {
  readonly seconds: number[];
  readonly fills: number[];
  readonly equity: number[];
}
const peers = askPeer(here, "run.py", temporary) as Record<string, Answer>;
rmSync(temporary, { recursive: true });

const indexOf = (pair: readonly [number, number]) => pairs.indexOf(pair as [number, number]);
const mine = bars.length * pairs.length / median(seconds);
const report = {
  command: "npm run bench:bars",
  machine: { cpu: cpus()[0]?.model ?? "", cores: cpus().length, node: process.version },
  method:
    `${bars.length} one-minute bars of BTC-PERP (2021-12-31 to 2022-02-01), prices in whole ` +
    `ticks, long while the fast mean of closes is above the slow one, traded at the next open, fee ` +
    `${fills.feeBps} basis points; ${pairs.length} pairs (fast 5 to 200, slow 210 to 930), of which ` +
    `backtrader and backtesting.py ran ${fewPairs.length}; one core each, median after the first run; ` +
    `ours includes equity and position at every bar`,
  loadAverage: rounded(loadavg()[0]!),
  contrail: { seconds: rounded(median(seconds)), millionBarsPerSecond: rounded(mine / 1e6) },
  twoYears: {
    bars: years.length * pairs.length,
    about: "the same month 24 times over, all pairs",
    seconds: rounded(long.seconds),
    millionBarsPerSecond: millions(years.length * pairs.length, long.seconds),
  },
  peers: Object.fromEntries(
    Object.entries(peers).map(([name, answer]) => {
      const at = answer.fills.length === pairs.length
        ? pairs.map((_, i) => i)
        : fewPairs.map(indexOf);
      const rate = bars.length * at.length / median(answer.seconds);
      return [name, {
        pairs: at.length,
        pairsWithEqualFills: at.filter((i, k) => ours.fills[i] === answer.fills[k]).length,
        fills: at.reduce((sum, i) => sum + ours.fills[i]!, 0),
        fillsOfPeer: answer.fills.reduce((sum, one) => sum + one, 0),
        largestDifferenceOfEquity: rounded(
          Math.max(...at.map((i, k) => Math.abs(ours.equity[i]! / answer.equity[k]! - 1))),
        ),
        seconds: rounded(median(answer.seconds)),
        millionBarsPerSecond: rounded(rate / 1e6),
        timesFaster: rounded(mine / rate),
      }];
    }),
  ),
};
writeFileSync(
  join(root, "perf/results/backtest-bars.json"),
  `${JSON.stringify(report, null, 2)}\n`,
);
console.log(JSON.stringify(report, null, 2));

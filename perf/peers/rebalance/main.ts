// Optimisers beside those of Python on the same matrices, and beside a plain rebalance: `npm run bench:rebalance`.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ledoitWolf } from "../../../actors/rebalance/covariances/ledoit-wolf.ts";
import type { Matrix } from "../../../actors/rebalance/matrix.ts";
import type { Optimiser, Problem } from "../../../actors/rebalance/optimisers/optimiser.ts";
import { optimisers } from "../../../actors/rebalance/optimisers/roster.ts";
import { planOf } from "../../../actors/rebalance/plan.ts";
import type { Returns } from "../../../actors/rebalance/returns.ts";
import { normal, randomState, uniform } from "../../../actors/measures/random.ts";
import { readReturns } from "../../../infra/local/rebalance/read.ts";
import { askPeer } from "../python.ts";
import {
  blackLittermanTau,
  confidence,
  problemOf,
  riskAversion,
  type Stated,
  statedProblems,
  turnoverCost,
  viewsOf,
} from "./problems.ts";

const here = fileURLToPath(new URL(".", import.meta.url));
const root = join(here, "../../..");
const shared = process.env["CONTRAIL_SHARED_DATA"] ?? join(root, "../shared/data");
const file = join(shared, "portfolio-daily/sp500_432_returns_2007_2016.csv.gz");
const periods = 504;
const { returns: all } = await readReturns(file, { kind: "returns", periods: 1_000 });
// Cash has next to no variance, and would be all of every portfolio of least risk.
const stocks = all.columns.filter((_, i) => all.names[i] !== "USDOLLAR");
const first = (assets: number, days = periods): Returns => {
  const columns = stocks.slice(0, assets).map((column) => column.slice(-days));
  return { names: columns.map((_, i) => `A${i}`), periods: days, columns };
};

/** A thousand assets of a market, ten sectors and their own noise. */
const thousand = (): Returns => {
  const state = randomState(1);
  const draw = () => Float64Array.from({ length: periods }, () => normal(state) / 100);
  const market = draw();
  const sectors = Array.from({ length: 10 }, draw);
  const columns = Array.from({ length: 1_000 }, (_, i) => {
    const [beta, own] = [0.5 + uniform(state), 0.5 + 2 * uniform(state)];
    const noise = draw();
    return market.map((one, t) => beta * one + 0.7 * sectors[i % 10]![t]! + own * noise[t]! + 3e-4);
  });
  return { names: columns.map((_, i) => `A${i}`), periods, columns };
};

interface Case {
  readonly returns: Returns;
  /** What CVaR is of, where it is not the same. */
  readonly scenarios?: Returns;
  /** Runs of each peer, after one that is not counted. */
  readonly runs: number;
}
// `--small` tries that everything runs to its end, and records nothing.
const isSmall = process.argv.includes("--small");
const cases: readonly Case[] = isSmall ? [{ returns: first(20), runs: 1 }] : [
  { returns: first(50), runs: 9 },
  { returns: first(100), scenarios: first(100, 1_000), runs: 9 },
  { returns: first(431), runs: 3 },
  { returns: thousand(), runs: 1 },
];
const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
const rounded = (value: number): number => Number(value.toPrecision(4));

const timed = <A>(
  run: () => A,
  runs = 31,
): { readonly answer: A; readonly milliseconds: number } => {
  let answer = run();
  const spent = Array.from({ length: runs }, () => {
    const startedMs = performance.now();
    answer = run();
    return performance.now() - startedMs;
  });
  return { answer, milliseconds: median(spent) };
};

/** A product of columns as one writes it first: no blocks, no unrolling. */
const plainCovariance = ({ columns, periods: count }: Returns): Matrix => {
  const size = columns.length;
  const rows = Array.from({ length: count }, (_, t) => columns.map((column) => column[t]!));
  const means = columns.map((_, i) => rows.reduce((sum, row) => sum + row[i]!, 0) / count);
  const values = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      let sum = 0;
      for (const row of rows) sum += (row[i]! - means[i]!) * (row[j]! - means[j]!);
      values[i * size + j] = sum / count;
    }
  }
  return { size, values };
};

/** How far weights are from a sum of 1 and from long only. */
const offBounds = (w: Float64Array): number => {
  const short = w.reduce((sum, one) => sum + Math.max(0, -one), 0);
  return rounded(Math.abs(w.reduce((sum, one) => sum + one, 0) - 1) + short);
};

const renamed = ({ answer, milliseconds }: ReturnType<typeof timed<Float64Array>>) => ({
  weights: answer,
  milliseconds,
});
const runsOf = (assets: number, quick: boolean): number =>
  assets > 400 ? (quick ? 5 : 1) : quick ? 101 : 15;
const temporary = mkdtempSync(join(tmpdir(), "contrail-rebalance-"));
const covered = new Map<number, Problem>();
const stated = new Map<string, Stated>();
const rows: Record<string, unknown>[] = [];
const mine = new Map<string, { readonly weights: Float64Array; readonly milliseconds: number }>();
const bytesOf = ({ columns }: Returns): Buffer =>
  Buffer.concat(columns.map((one) => Buffer.from(one.buffer, one.byteOffset, one.byteLength)));
for (const { returns, scenarios = returns } of cases) {
  const n = returns.columns.length;
  const estimated = timed(() => ledoitWolf.estimate(returns), n > 400 ? 5 : 31);
  covered.set(n, problemOf(returns, estimated.answer));
  mine.set(`ledoit-wolf ${n}`, {
    weights: estimated.answer.values.slice(0, n),
    milliseconds: estimated.milliseconds,
  });
  for (const one of statedProblems({ returns, scenarios, covariance: estimated.answer })) {
    process.stderr.write(`${one.name} ${n}: Contrail\n`);
    stated.set(`${one.name} ${n}`, one);
    mine.set(
      `${one.name} ${n}`,
      renamed(timed(() => one.optimiser.weights(one.problem), runsOf(n, one.quick))),
    );
  }
  writeFileSync(join(temporary, `covariance-${n}.bin`), estimated.answer.values);
  writeFileSync(join(temporary, `returns-${n}.bin`), bytesOf(returns));
  writeFileSync(join(temporary, `scenarios-${n}.bin`), bytesOf(scenarios));
}
writeFileSync(
  join(temporary, "config.json"),
  JSON.stringify({
    ...{ riskAversion, turnoverCost, tau: blackLittermanTau, confidence },
    cases: cases.map(({ returns, runs }) => ({ assets: returns.columns.length, runs })),
    views: viewsOf(1).map(({ at, expected }) => ({ at, expected })),
  }),
);
interface Answer {
  readonly seconds?: readonly number[];
  readonly weights?: readonly number[];
  readonly error?: string;
}
const peers = askPeer(here, "run.py", temporary) as Record<string, Answer>;
rmSync(temporary, { recursive: true });

for (const [key, { weights, milliseconds }] of mine) {
  const [name = "", n = ""] = key.split(" ");
  const score = stated.get(key)?.objective;
  const value = score?.(weights);
  rows.push({
    problem: name,
    assets: Number(n),
    milliseconds: rounded(milliseconds),
    ...(value === undefined ? {} : { objective: value }),
    peers: Object.fromEntries(
      Object.entries(peers).filter(([of]) => of.startsWith(`${key} `)).map(([of, answer]) => {
        const peer = of.slice(key.length + 1);
        if (answer.seconds === undefined || answer.weights === undefined) return [peer, answer];
        const theirs = Float64Array.from(answer.weights);
        const theirMs = median(answer.seconds) * 1000;
        const other = score?.(theirs);
        return [peer, {
          milliseconds: rounded(theirMs),
          ratio: rounded(theirMs / milliseconds),
          ...(other === undefined || value === undefined ? {} : {
            objectiveAboveOurs: name === "risk-parity"
              ? other - value
              : (other - value) / Math.abs(value),
          }),
          // How far they are from a sum of 1 and from long only: below ours is possible only so.
          ...(score === undefined ? {} : { offBounds: offBounds(theirs) }),
          largestWeightDifference: theirs.reduce(
            (most, one, i) => Math.max(most, Math.abs(one - weights[i]!)),
            0,
          ),
        }];
      }),
    ),
  });
}

/** A rebalance from prices to orders: as one writes it first, and as it is. */
const whole = () => {
  const returns = first(431);
  const minimum = optimisers[0] as Optimiser;
  const planned = (weights: Float64Array) =>
    planOf(
      returns.names.map((symbol, i) => ({
        symbol,
        lots: i % 7 === 0 ? 100 : 0,
        price: 20 + i,
        halfSpread: 0.01,
        targetWeight: weights[i]!,
      })),
      { cash: 1e6, driftBand: 0, feeBps: 0.5, leastNotional: 0 },
    );
  const before = minimum.weights(problemOf(returns, ledoitWolf.estimate(returns)));
  const naive = timed(
    () => planned(minimum.weights(problemOf(returns, plainCovariance(returns)))),
    5,
  );
  const ours = timed(() => {
    const problem = problemOf(returns, ledoitWolf.estimate(returns));
    return planned(minimum.weights({ ...problem, warm: before }));
  }, 5);
  return {
    about:
      "431 stocks, from two years of returns to the orders of a plan: covariance row by row and a " +
      "cold start, beside blocks of columns and the weights of before",
    naiveMilliseconds: rounded(naive.milliseconds),
    milliseconds: rounded(ours.milliseconds),
    fasterPercent: rounded((1 - ours.milliseconds / naive.milliseconds) * 100),
  };
};
const warm = (n: number) => {
  const problem = covered.get(n)!;
  const before = mine.get(`minimum-variance ${n}`)!.weights;
  // The covariance of the next day: what was, moved a little.
  const state = randomState(2);
  const moved = problem.covariance.values.slice();
  for (let i = 0; i < n; i++) moved[i * n + i]! *= 1 + uniform(state) / 100;
  const next = { ...problem, covariance: { size: n, values: moved }, warm: before };
  return rounded(timed(() => (optimisers[0] as Optimiser).weights(next), 101).milliseconds);
};

const report = {
  command: "npm run bench:rebalance",
  machine: { cpu: cpus()[0]?.model ?? "", cores: cpus().length, node: process.version },
  method:
    `Ledoit-Wolf covariance of ${periods} days of S&P 500 stocks (2015 and 2016), and of 1000 made ones; ` +
    "long only; the same matrix for all, one after the other, medians; CVaR of 100 over 1,000 days. " +
    "objectiveAboveOurs: (theirs - ours) / |ours|, of risk parity the difference of how unequal the contributions " +
    "are. offBounds: how far their weights are from a sum of 1 and from long only. Peers get the matrix in memory; skfolio estimates it itself, which is in its time.",
  loadAverage: rounded(loadavg()[0]!),
  warmMinimumVarianceMilliseconds: Object.fromEntries(
    [...covered.keys()].filter((n) => n < 1_000).map((n) => [n, warm(n)]),
  ),
  rebalance: whole(),
  rows,
};
console.log(JSON.stringify(report, null, 2));
if (!isSmall) {
  writeFileSync(join(root, "perf/results/rebalance.json"), `${JSON.stringify(report, null, 2)}\n`);
}

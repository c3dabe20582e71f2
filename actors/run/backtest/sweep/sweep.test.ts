// Sweeps: their grid, their splits, what luck is told from, and the same whatever threads there are.
import { availableParallelism } from "node:os";
import { expect, it } from "vitest";
import { normal, randomState } from "../../../measures/random.ts";
import { runBars } from "../bars/job.ts";
import { randomBars } from "../bars/testing.ts";
import type { BacktestConfig } from "../job.ts";
import { asSet, readAxes, trialSettings, trialsOf } from "./grid.ts";
import { deflate, probabilityOfOverfitting } from "./overfitting.ts";
import { runSweep, type SweepOptions } from "./sweep.ts";
import { type Trial } from "./trial.ts";
import { purgedSplits, validate, walkForwardSplits } from "./validation.ts";

it("reads ranges and lists, and makes every combination of them once", () => {
  const axes = readAxes(["fast=5:20:5", "bars.feeBps=0.1,2"]);
  expect(axes).toEqual([
    { name: "fast", values: [5, 10, 15, 20] },
    { name: "bars.feeBps", values: [0.1, 2] },
  ]);
  expect(readAxes(["x=0:0.3:0.1"])[0]!.values).toEqual([0, 0.1, 0.2, 0.3]);
  expect(trialsOf(axes)).toBe(8);
  const all = Array.from({ length: 8 }, (_, i) => asSet(trialSettings(axes, i)).join(" "));
  expect(new Set(all).size).toBe(8);
  expect(all[1]).toBe("fast=5 bars.feeBps=2");
});

it.each([
  ["fast", /--sweep "fast": expected name=from:to:step/],
  ["fast=a,b", /expected numbers/],
  ["fast=1,,2", /expected numbers/],
  ["fast=9:1", /expected from below to/],
  ["fast=1:9:0", /expected a step above 0/],
  ["fast=1:1000000", /expected at most 20000 values/],
])("refuses %s", (text, message) => expect(() => readAxes([text])).toThrow(message));

it("refuses more combinations than can be run, and a setting given twice", () => {
  expect(() => readAxes(["a=1:1000", "b=1:1000"])).toThrow(/1000000 combinations; at most 20000/);
  expect(() => readAxes(["a=1:2", "a=3:4"])).toThrow(/"a": given twice/);
});

const noise = (seed: number, count: number, drift = 0): Float64Array => {
  const state = randomState(seed);
  return Float64Array.from({ length: count }, () => drift + normal(state) / 100);
};

it("calls the best of many worthless trials luck, and a true edge none", () => {
  const worthless = Array.from({ length: 100 }, (_, i) => noise(i + 1, 1_000));
  const best = deflate(worthless);
  expect(best.sharpe).toBeGreaterThan(0.05);
  expect(best.probability).toBeLessThan(0.9);
  const overfit = probabilityOfOverfitting(worthless);
  expect(overfit).toMatchObject({ blocks: 16, halvings: 12_870 });
  expect(overfit.probability).toBeGreaterThan(0.3);
  const edge = [...worthless, noise(999, 1_000, 0.003)];
  expect(deflate(edge).probability).toBeGreaterThan(0.99);
  expect(probabilityOfOverfitting(edge).probability).toBeLessThan(0.05);
});

it("expects of luck what the best of so many worthless trials has", () => {
  // The expected highest of 1000 standard normal numbers is 3.2414 (tables of order statistics);
  // ratios of 400 returns of noise deviate by 1 / 20.
  const trials = Array.from({ length: 1_000 }, (_, i) => noise(i + 1, 400));
  expect(deflate(trials).expectedOfLuck * 20).toBeGreaterThan(3.05);
  expect(deflate(trials).expectedOfLuck * 20).toBeLessThan(3.45);
  expect(deflate([noise(1, 10)]).probability).toBeNaN();
});

it.each([[1_000, 5, 3, 7], [101, 4, 0, 0], [50, 7, 2, 1]])(
  "tests each of %i periods once in %i parts, never beside what it chose on",
  (periods, folds, purge, embargo) => {
    const splits = purgedSplits(periods, { folds, purge, embargo });
    const tested = splits.flatMap(({ test: [from, to] }) =>
      Array.from({ length: to - from }, (_, i) => from + i)
    );
    expect(tested).toEqual(Array.from({ length: periods }, (_, i) => i));
    for (const { train, test: [from, to] } of splits) {
      for (const one of train) {
        expect(one < from - purge || one >= to + purge + embargo).toBe(true);
      }
    }
    for (const { train, test: [from] } of walkForwardSplits(periods, { folds, purge, embargo })) {
      expect(Math.max(...train)).toBeLessThan(from - purge);
    }
  },
);

it("measures what was chosen where it was not chosen", () => {
  const trial = (index: number, returns: readonly number[]): Trial => ({
    index,
    settings: { one: index },
    fills: 1,
    netProfit: 0,
    sharpe: 0,
    maxDrawdown: 0,
    returns: Float64Array.from(returns),
  });
  const trials = [
    trial(0, [0.02, 0.01, 0.02, 0.01, -0.02, -0.01, -0.02, -0.01]),
    trial(1, [-0.01, 0, -0.01, 0, 0.01, 0.02, 0.01, 0.02]),
  ];
  const splits = walkForwardSplits(8, { folds: 1, purge: 0, embargo: 0 });
  const { folds: [fold], totalReturn } = validate(trials, splits, 60);
  expect(fold!.settings).toEqual({ one: 0 });
  expect(totalReturn).toBeCloseTo(0.98 * 0.99 * 0.98 * 0.99 - 1, 12);
});

const config: BacktestConfig = {
  strategy: "moving-average-cross",
  set: ["short=1"],
  fromUs: -Infinity,
  toUs: Infinity,
  instruments: [],
  capital: 100_000,
  queue: "",
  latency: "",
  fees: "",
  fill: "",
  depth: "auto",
  everyMs: 100,
  feedLatency: { kind: "constant", us: 0 },
};

const series = [randomBars(1, 4_000, { drift: 3 })];
const ofBars = (axes: readonly string[], more: Partial<SweepOptions> = {}) =>
  runSweep({
    config,
    axes: readAxes(axes),
    data: { kind: "bars", series },
    fromUs: 0,
    toUs: series[0]!.timeUs.at(-1)!,
    dataHash: "data",
    codeVersion: "code",
    workers: 1,
    folds: { folds: 4, purge: 1, embargo: 1 },
    clock: () => performance.now(),
    ...more,
  });

it("gives each combination what a run of its own gives, on one thread and on more", async () => {
  const axes = ["fast=5:20:5", "slow=50,100,200"];
  const one = await ofBars(axes);
  const more = await ofBars(axes, { workers: Math.max(2, availableParallelism()) });
  expect(more.id).toBe(one.id);
  expect(more.trials).toEqual(one.trials);
  expect(one.trials).toHaveLength(12);
  const [best] = one.trials;
  const alone = runBars({ ...config, set: [...config.set, ...asSet(best!.settings)] }, {
    read: { series, refused: { count: 0, first: "" } },
    dataHash: "",
    codeVersion: "",
    clock: () => 0,
  });
  expect(best!.fills).toBe(alone.statistics.fills);
  expect(best!.netProfit).toBeCloseTo(alone.statistics.netProfit, 6);
  expect(one.walkForward.folds).toHaveLength(4);
  expect(one.deflated.probability).toBeGreaterThan(0);
}, 180_000);

it("sweeps ticks through the columns", async () => {
  const ticks = await ofBars(["halfSpread=2,4"], {
    config: {
      ...config,
      strategy: "grid-maker",
      set: ["interval=1"],
      queue: "risk-averse",
      latency: "constant",
      fees: "notional",
      fill: "partial",
    },
    data: { kind: "ticks", ticks: { kind: "simulated", seed: 1, ticks: 40_000 } },
    fromUs: Date.UTC(2026, 0, 1) * 1000,
    toUs: Date.UTC(2026, 0, 1) * 1000 + 60e6,
  });
  expect(ticks.trials.map(({ settings }) => settings["halfSpread"]).sort()).toEqual([2, 4]);
  expect(ticks.trials.every(({ fills }) => fills > 10)).toBe(true);
  expect(ticks.events).toBeGreaterThan(20_000);
}, 180_000);

it("says what is wrong with a combination, and stops where it is told to", async () => {
  await expect(ofBars(["fast=0,5"])).rejects.toThrow(/"fast=0": expected a number from 1/);
  const stop = new AbortController();
  const cancelled = await ofBars(["fast=1:100", "slow=2:100"], {
    signal: stop.signal,
    progress: () => stop.abort(),
  });
  expect(cancelled.cancelled).toBe(true);
  expect(cancelled.trials.length).toBeLessThan(9_900);
}, 180_000);

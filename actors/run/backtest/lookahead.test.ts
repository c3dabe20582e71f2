// The look-ahead detector: clean strategies pass, and leaks planted in a feature, a strategy and a run do not.
import { expect, it } from "vitest";
import type { BarFeature } from "./bars/features.ts";
import { highest } from "./bars/features.ts";
import { barStrategies } from "./bars/strategies/roster.ts";
import type { BarStrategy } from "./bars/strategy.ts";
import { randomBars } from "./bars/testing.ts";
import { type BacktestConfig, runBacktest } from "./job.ts";
import { findBarLeaks, findOrderLeaks } from "./lookahead.ts";
import { withDefaults } from "./settings.ts";
import { simulatedSource } from "../../sources/simulated/source.ts";

const series = [randomBars(1, 3_000)];
const cuts = { cuts: 20, seed: 1 };

it.each(barStrategies)("finds nothing in $name", (strategy) => {
  expect(findBarLeaks(strategy, withDefaults(strategy.settings), series, cuts)).toEqual([]);
});

const centred: BarFeature = {
  name: "centred mean",
  make: (bars, column, length) =>
    bars[column].map((_, row) => {
      const part = bars[column].slice(Math.max(0, row - length), row + length + 1);
      return part.reduce((sum, one) => sum + one, 0) / part.length;
    }),
};

const strategyOf = (targets: BarStrategy["targets"]): BarStrategy => ({
  name: "planted",
  about: "",
  settings: {},
  targets,
});

it("finds a feature that is smoothed on both sides", () => {
  const strategy = strategyOf((bars, _, features) => {
    const smooth = features.of(centred, "close", 10);
    return bars.close.map((close, row) => close < smooth[row]! ? 1 : 0);
  });
  const leaks = findBarLeaks(strategy, {}, series, cuts);
  expect(leaks.map(({ of }) => of)).toContain("feature centred mean of close over 10");
  const [{ timeUs, cutUs }] = leaks as [(typeof leaks)[number]];
  expect(timeUs).toBeLessThan(cutUs);
});

it("finds a strategy that measures by the whole of the data", () => {
  const strategy = strategyOf((bars, _, features) => {
    const average = bars.close.reduce((sum, one) => sum + one, 0) / bars.length;
    return features.of(highest, "close", 20).map((one) => one > average ? 1 : 0);
  });
  expect(findBarLeaks(strategy, {}, series, cuts)).toMatchObject([{ of: "strategy planted" }]);
});

const config: BacktestConfig = {
  strategy: "grid-maker",
  set: ["halfSpread=2", "interval=1"],
  fromUs: -Infinity,
  toUs: Infinity,
  instruments: [],
  capital: 100_000,
  queue: "risk-averse",
  latency: "constant",
  fees: "notional",
  fill: "partial",
  depth: "auto",
  everyMs: 100,
  feedLatency: { kind: "constant", us: 5_000 },
};

const runTo = (toUs: number, set = config.set) =>
  runBacktest({ ...config, toUs, set }, {
    source: simulatedSource({ seed: 1, speed: 0, ticks: 20_000 }),
    dataHash: "",
    codeVersion: "",
    predict: () => Promise.reject(new Error("no model is needed")),
    clock: () => 0,
  });

it("sends the same orders whatever comes after them, but not with settings chosen by what came after", async () => {
  const whole = await runTo(Infinity);
  expect(whole.result.orders.length).toBeGreaterThan(20);
  expect(await findOrderLeaks(whole, runTo, { cuts: 5, seed: 3 })).toEqual([]);
  const chosen = (toUs: number) => runTo(toUs, ["halfSpread=3", "interval=1"]);
  expect(await findOrderLeaks(whole, chosen, { cuts: 5, seed: 3 }))
    .toMatchObject([{ of: "orders" }]);
});

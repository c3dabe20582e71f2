// How bars fill: at the next open, at a stop or a limit within, and against us where a bar does not tell.
import { expect, it } from "vitest";
import { randomState, uniform } from "../../../measures/random.ts";
import { barsOf, randomBars } from "./testing.ts";
import { type BarFills, walk } from "./walk.ts";

const free: BarFills = { slippageBps: 0, feeBps: 0, stopBps: 0, profitBps: 0 };
type Row = readonly [number, number, number, number];

const run = (
  rows: readonly Row[],
  targets: readonly number[],
  fills: Partial<BarFills> = {},
  halfSpread?: number,
) => {
  const out = walk(barsOf(rows, halfSpread), Float64Array.from(targets), { ...free, ...fills });
  return out.rows.map((row, i) => [row, out.orders[i], out.lots[i], out.priceTicks[i]]);
};

const flat: Row = [1_000, 1_000, 1_000, 1_000];

it("trades what was wanted after a bar at the next open", () => {
  expect(run([[1_000, 1_010, 990, 1_005], [1_007, 1_010, 1_000, 1_001], flat], [2, -1, -1]))
    .toEqual([[1, "market", 2, 1_007], [2, "market", -3, 1_000]]);
});

it("pays half the spread and slippage, rounded against us", () => {
  expect(run([flat, flat, flat], [1, 0, 0], { slippageBps: 15 }, 2))
    .toEqual([[1, "market", 1, 1_004], [2, "market", -1, 996]]);
  const { equity } = walk(barsOf([flat, flat], 0), Float64Array.of(1, 1), { ...free, feeBps: 10 });
  expect([...equity]).toEqual([0, -1]);
});

it("leaves at a stop within the bar, and at the open where the bar gapped through it", () => {
  const stop = { stopBps: 100 };
  expect(run([flat, [1_000, 1_000, 985, 995], flat], [1, 1, 1], stop))
    .toEqual([[1, "market", 1, 1_000], [1, "stop", -1, 990]]);
  expect(run([flat, flat, [970, 980, 960, 975]], [1, 1, 1], stop))
    .toEqual([[1, "market", 1, 1_000], [2, "stop", -1, 970]]);
  expect(run([flat, flat, [1_020, 1_030, 1_000, 1_010]], [-1, -1, -1], stop))
    .toEqual([[1, "market", -1, 1_000], [2, "stop", 1, 1_020]]);
});

it("fills a limit only beyond its price, and better where the bar opened there", () => {
  const profit = { profitBps: 100 };
  expect(run([flat, [1_000, 1_010, 1_000, 1_005], [1_005, 1_011, 1_000, 1_001]], [1, 1, 1], profit))
    .toEqual([[1, "market", 1, 1_000], [2, "limit", -1, 1_010]]);
  expect(run([flat, flat, [1_030, 1_040, 1_020, 1_030]], [1, 1, 1], profit))
    .toEqual([[1, "market", 1, 1_000], [2, "limit", -1, 1_030]]);
});

it("takes the stop where a bar reaches both", () => {
  const both = { stopBps: 100, profitBps: 100 };
  expect(run([flat, [1_000, 1_020, 980, 1_000]], [1, 1], both))
    .toEqual([[1, "market", 1, 1_000], [1, "stop", -1, 990]]);
});

it("does not come back after a stop until something else is wanted", () => {
  const rows: Row[] = [flat, [1_000, 1_000, 980, 1_000], flat, flat, flat];
  expect(run(rows, [1, 1, 1, 1, 1], { stopBps: 100 })).toHaveLength(2);
  expect(run(rows, [1, 1, 0, 1, 1], { stopBps: 100 }).at(-1)).toEqual([4, "market", 1, 1_000]);
});

it("conserves quantity and cash, and fills within the bar but for costs", () => {
  for (let seed = 1; seed <= 50; seed++) {
    const bars = randomBars(seed, 500);
    const state = randomState(seed);
    const targets = Float64Array.from(bars.timeUs, () => Math.floor(uniform(state) * 7) - 3);
    const out = walk(bars, targets, { slippageBps: 0, feeBps: 3, stopBps: 40, profitBps: 40 });
    let [position, cash] = [0, 0];
    for (const [i, row] of out.rows.entries()) {
      position += out.lots[i]!;
      cash -= out.lots[i]! * out.priceTicks[i]! + out.feeTickLots[i]!;
      expect(out.priceTicks[i]).toBeGreaterThanOrEqual(Math.floor(bars.low[row]!));
      expect(out.priceTicks[i]).toBeLessThanOrEqual(Math.ceil(bars.high[row]!));
    }
    expect(out.positionLots.at(-1)).toBe(position);
    expect(out.equity.at(-1)).toBeCloseTo(cash + position * bars.close.at(-1)!, 6);
  }
});

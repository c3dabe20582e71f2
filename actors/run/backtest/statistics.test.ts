// The figures of a run, beside the same worked out by hand.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { BacktestFill, EquityCurve } from "./result.ts";
import { periodReturns, roundTrips, statisticsOf, totalEquity } from "./statistics.ts";

const day = 86_400e6;
const costs = { fees: 1, spread: 2, slippage: 3, impact: 0 };

const curveOf = (equity: readonly number[], positionLots = equity.map(() => 0)): EquityCurve => ({
  account: "main",
  strategy: "test",
  instrumentId: 1,
  timeUs: Float64Array.from(equity, (_, i) => i * day),
  equity: Float64Array.from(equity),
  positionLots: Float64Array.from(positionLots),
  midTicks: Float64Array.from(equity, () => 50),
  costs,
});

const fillOf = (
  atDay: number,
  side: "buy" | "sell",
  priceTicks: number,
  quantityLots: number,
  feeTickLots = 0,
): BacktestFill => ({
  timeUs: atDay * day,
  instrumentId: 1,
  account: "main",
  strategy: "test",
  clientOrderId: `${atDay}-${side}`,
  side,
  priceTicks,
  quantityLots,
  liquidity: "taker",
  feeTickLots,
  decisionMidHalfTicks: 0,
  venueMidHalfTicks: 0,
});

const result = (curve: EquityCurve, fills: readonly BacktestFill[] = []) => ({
  events: 1,
  seconds: 1,
  fills,
  orders: [],
  curves: [curve],
  warnings: [],
});

const options = { capital: 100, tickLotValue: () => 1 };

describe("of an equity curve", () => {
  // Equity 100, 110, 99, 108.9, 98.01, 117.612, and then flat for 20 days.
  const profits = [0, 10, -1, 8.9, -1.99, 17.612, ...Array.from({ length: 20 }, () => 17.612)];
  const figures = statisticsOf(result(curveOf(profits)), options);

  it("takes days as periods, and their returns", () => {
    expect(figures).toMatchObject({ periodSeconds: 86_400, periods: 26, capital: 100 });
    const equity = profits.map((one) => one + 100);
    const returns = periodReturns(profits.map((_, i) => i * day), equity, 86_400);
    expect(returns.slice(0, 7).map((one) => Math.round(one * 1e9) / 1e9))
      .toEqual([0, 0.1, -0.1, 0.1, -0.1, 0.2, 0]);
  });

  it("tells the deepest and the longest drawdown", () => {
    expect(figures.maxDrawdown).toBeCloseTo(1 - 98.01 / 110, 12);
    expect(figures.maxDrawdownSeconds).toBe(3 * 86_400);
  });

  it("tells return, volatility and their ratios as by hand", () => {
    const returns = [0, 0.1, -0.1, 0.1, -0.1, 0.2, ...Array.from({ length: 20 }, () => 0)];
    const mean = 0.2 / 26;
    const deviation = Math.sqrt(returns.reduce((sum, one) => sum + (one - mean) ** 2, 0) / 25);
    const year = Math.sqrt(365.25);
    expect(figures.totalReturn).toBeCloseTo(0.17612, 12);
    expect(figures.annualReturn).toBeCloseTo(1.17612 ** (365.25 / 25) - 1, 9);
    expect(figures.annualVolatility).toBeCloseTo(deviation * year, 12);
    expect(figures.sharpe).toBeCloseTo(mean / deviation * year, 10);
    expect(figures.sortino).toBeCloseTo(mean / Math.sqrt(0.02 / 26) * year, 10);
    expect(figures.calmar).toBeCloseTo(figures.annualReturn / figures.maxDrawdown, 9);
  });

  it("tells value at risk by interpolation, and the mean beyond it", () => {
    // Sorted: -0.1, -0.1, 0 …: the 5 % lie at 0.05 × 25 = 1.25, a quarter from -0.1 to 0.
    expect(figures.valueAtRisk95).toBeCloseTo(-0.075, 12);
    expect(figures.conditionalValueAtRisk95).toBeCloseTo(-0.1, 12);
  });
});

describe("of fills", () => {
  it("counts round trips from flat to flat, and splits a fill that turns the position", () => {
    const fills = [
      fillOf(1, "buy", 40, 2, 1),
      fillOf(2, "sell", 50, 5, 5),
      fillOf(3, "buy", 55, 3, 3),
      fillOf(4, "buy", 50, 1),
    ];
    const trips = roundTrips(curveOf([0, 0, 10, 5, 5]), fills, options);
    expect(trips.map(({ profit }) => profit)).toEqual([20 - 1 - 2, -15 - 3 - 3]);
    const figures = statisticsOf(
      result(curveOf([0, 0, 10, 5, 5], [0, 2, -3, 0, 1]), fills),
      options,
    );
    expect(figures).toMatchObject({ fills: 4, makerShare: 0, roundTrips: 2, winRate: 0.5 });
    expect(figures.profitFactor).toBeCloseTo(17 / 21, 12);
    expect(figures.expectancy).toBeCloseTo(-2, 12);
    expect(figures.turnover).toBeCloseTo((80 + 250 + 165 + 50) / 100, 12);
    expect(figures.exposure).toBeCloseTo((2 + 3 + 1) * 50 / 5 / 100, 12);
  });
});

it("adds curves up at the times of each", () => {
  const other = { ...curveOf([1, 2]), timeUs: Float64Array.of(day / 2, 2 * day) };
  expect(totalEquity([curveOf([0, 10, 20]), other])).toEqual({
    timeUs: [0, day / 2, day, 2 * day],
    equity: [0, 1, 11, 22],
  });
});

it("gives what empyrical gives", () => {
  const file = new URL("./statistics.golden.json", import.meta.url);
  const golden = JSON.parse(readFileSync(file, "utf8")) as Readonly<Record<string, number>> & {
    readonly equity: readonly number[];
  };
  const capital = golden.equity[0]!;
  const curve = curveOf(golden.equity.map((one) => one - capital));
  const made = statisticsOf(result(curve), { capital, tickLotValue: () => 1 });
  const names = [
    ...["annualReturn", "annualVolatility", "sharpe", "sortino", "calmar"] as const,
    ...["maxDrawdown", "valueAtRisk95", "conditionalValueAtRisk95"] as const,
  ];
  for (const name of names) {
    expect(Math.abs(made[name] / golden[name]! - 1), name).toBeLessThan(1e-9);
  }
});

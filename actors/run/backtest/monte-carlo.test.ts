// Other orders of the same trades: known cases by hand, and the same again from the same seed.
import { expect, it } from "vitest";
import { monteCarlo } from "./monte-carlo.ts";

it("tells the drawdown of the order it had, and of others", () => {
  // Of two wins and a loss in six orders, two begin with the loss: 10 of 100 instead of 10 of 110 or 120.
  const told = monteCarlo([10, 10, -10], { capital: 100, orders: 6_000, seed: 1 });
  expect(told.drawdown).toBeCloseTo(10 / 120, 12);
  expect(told.worseShare).toBe(1);
  expect(told.drawdownAt[5]).toBeCloseTo(10 / 120, 12);
  expect(told.drawdownAt[95]).toBeCloseTo(0.1, 12);
  expect(told.drawdownAt[50]).toBeCloseTo(10 / 110, 12);
  expect(told.ruinShare).toBe(0);
  expect(monteCarlo([10, 10, -10], { capital: 100, orders: 6_000, seed: 1 })).toEqual(told);
});

it("finds ruin where it may come before the wins", () => {
  const { ruinShare } = monteCarlo([100, -150], { capital: 100, orders: 4_000, seed: 2 });
  expect(ruinShare).toBeGreaterThan(0.45);
  expect(ruinShare).toBeLessThan(0.55);
});

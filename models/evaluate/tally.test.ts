// Scores by hand: one vote for each move, however many rows waited for it.
import { expect, it } from "vitest";
import { Tally } from "./tally.ts";

const row = (probabilityUp: number, imbalanceUp = true, lastMoveUp = false) => ({
  probabilityUp,
  imbalanceUp,
  lastMoveUp,
});

it("counts moves, not rows", () => {
  const tally = new Tally();
  expect(tally.evaluation()).toBeUndefined();
  tally.move([], true);
  tally.move([row(0.9), row(0.9), row(0.4), row(0.9)], true);
  tally.move([row(0.2)], false);
  tally.move([row(0.8)], false);
  const one = tally.evaluation()!;
  expect(one).toMatchObject({ rows: 6, moves: 3, baseRate: 1 / 3 });
  expect(one.accuracy).toBeCloseTo((0.75 + 1) / 3, 12);
  expect(one.balancedAccuracy).toBeCloseTo((0.75 + 0.5) / 2, 12);
  expect(one.naive.imbalanceSign.accuracy).toBeCloseTo(1 / 3, 12);
  expect(one.naive.persistence.accuracy).toBeCloseTo(2 / 3, 12);
  expect(one.naive.majority.accuracy).toBeCloseTo(2 / 3, 12);
  const sure = one.coverage.find(({ confidence }) => confidence === 0.85)!;
  expect(sure).toEqual({ confidence: 0.85, coverage: 0.25, accuracy: 1 });
  expect(one.logLoss).toBeCloseTo(
    -(0.75 * Math.log(0.9) + 0.25 * Math.log(0.4) + Math.log(0.8) + Math.log(0.2)) / 3,
    12,
  );
});

it("finds nothing wrong with what is as often as it is said to be", () => {
  const tally = new Tally();
  for (let i = 0; i < 1_000; i++) tally.move([row(0.7)], i % 10 < 7);
  expect(tally.evaluation()!.calibrationError).toBeCloseTo(0, 10);
  expect(tally.evaluation()!.matthews).toBe(0);
});

// Live accuracy: over the newest outcomes of each version in each role, one vote per move.
import { expect, it } from "vitest";
import { outcomeRow } from "../actors/testing/rows.ts";
import { Accuracy } from "./accuracy.ts";

const linesOf = (accuracy: Accuracy, name: string) =>
  accuracy.lines().filter((line) => line.startsWith(`${name}{`));

it("weighs outcomes by their votes, and keeps versions and roles apart", () => {
  const accuracy = new Accuracy();
  expect(accuracy.lines()).toEqual([]);
  const half = { weight: 0.5, probabilityUp: 0.75, probabilityDown: 0.25 };
  accuracy.onOutcome(outcomeRow({ ...half, came: "up" }));
  accuracy.onOutcome(
    outcomeRow({ ...half, probabilityUp: 0.25, probabilityDown: 0.75, came: "up" }),
  );
  accuracy.onOutcome(outcomeRow({ ...half, weight: 1, came: "up" }));
  accuracy.onOutcome(outcomeRow({ ...half, weight: 0, came: "down" }));
  accuracy.onOutcome(outcomeRow({ ...half, flags: 16, came: "down" }));
  expect(linesOf(accuracy, "model_accuracy")).toEqual([
    'model_accuracy{model="m",version="1",role="serving"} 0.75',
    'model_accuracy{model="m",version="1",role="shadow"} 0',
  ]);
  expect(linesOf(accuracy, "model_brier")[0]).toMatch(/ 0\.1875$/);
  expect(linesOf(accuracy, "model_bias")[0]).toMatch(/ -0\.375$/);
  expect(linesOf(accuracy, "model_scored_predictions")[0]).toMatch(/ 3$/);
  expect(linesOf(accuracy, "model_excluded_predictions")[0]).toMatch(/ 1$/);
});

// Promotion: every rule is kept, or says why it is not.
import { describe, expect, it } from "vitest";
import { type Evidence, judge, verdictWords } from "./promotion.ts";

const good: Evidence = {
  votes: 2_000,
  hours: 6,
  accuracy: 0.7,
  baseRate: 0.52,
  calibrationError: 0.01,
  duel: { moves: 1_500, mean: 0.01, deviation: 0.1 },
};

describe("a model", () => {
  it("may be promoted where every rule is kept", () => {
    expect(judge(good)).toMatchObject({ may: true });
    expect(judge({ ...good, duel: undefined })).toMatchObject({ may: true });
    expect(verdictWords("m@2", judge(good))).toBe(
      "m@2 may be promoted, because 2000 moves are scored, at least 500 are expected; they span " +
        "6.0 hours, at least 1 are expected; 70.0 % were right, the more frequent direction alone " +
        "is 52.0 %: at least 1.0 % more are expected; what was said and what came differ by 0.010, " +
        "at most 0.05 is expected; over 1500 moves that both predicted its squared error is 0.0100 " +
        "smaller, 3.9 standard errors: at least 500 moves and 1.645 are expected",
    );
  });

  it.each<[string, Partial<Evidence>]>([
    ["enough moves", { votes: 499 }],
    ["long enough", { hours: 0.5 }],
    ["better than the base rate", { accuracy: 0.525 }],
    ["better than the base rate", { accuracy: 0.6, baseRate: 0.3 }],
    ["calibrated", { calibrationError: 0.06 }],
    ["less wrong than the one that serves", { duel: { moves: 499, mean: 0.01, deviation: 0.01 } }],
    ["less wrong than the one that serves", { duel: { moves: 900, mean: 0.001, deviation: 0.1 } }],
    ["less wrong than the one that serves", { duel: { moves: 900, mean: -0.01, deviation: 0.01 } }],
    ["less wrong than the one that serves", { duel: { moves: 900, mean: 0, deviation: 0 } }],
  ])("may not where it is not %s: %j", (rule, less) => {
    const verdict = judge({ ...good, ...less });
    expect(verdict.may).toBe(false);
    expect(verdict.rules.filter(({ passed }) => !passed).map((one) => one.rule)).toEqual([rule]);
    expect(verdictWords("m@2", verdict)).toMatch(/^m@2 may not be promoted, because /);
  });
});

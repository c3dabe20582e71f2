// Decimals and steps: exact both ways, and refused where they are no whole count.
import { describe, expect, it } from "@effect/vitest";
import { Schema } from "effect";
import {
  numberFromSteps,
  OffStep,
  parseStep,
  stepsFromText,
  stepsFromUnscaled,
  textFromSteps,
  textFromTimeUs,
} from "./units.ts";

const stepTexts = ["0.01", "0.05", "0.5", "1", "10", "100", "0.00000001", "0.001", "0.25", "0.1"];
const StepText = Schema.Literals(stepTexts);
const Count = Schema.Int.check(Schema.isBetween({ minimum: -(2 ** 53 - 1), maximum: 2 ** 53 - 1 }));

describe("steps and decimals", () => {
  it.prop("a count of steps survives as text", [Count, StepText], ([count, text]) => {
    const step = parseStep(text);
    expect(stepsFromText(textFromSteps(count, step), step)).toBe(count === 0 ? 0 : count);
  }, { arbitrary: { runs: 500 } });

  it.prop("text and unscaled integers agree", [Count, StepText], ([count, text]) => {
    const step = parseStep(text);
    const unscaled = BigInt(count) * BigInt(step.unscaled);
    expect(stepsFromUnscaled(unscaled, step.scale, step)).toBe(count === 0 ? 0 : count);
    expect(stepsFromUnscaled(unscaled * 1000n, step.scale + 3, step)).toBe(count === 0 ? 0 : count);
  }, { arbitrary: { runs: 500 } });

  it.each([
    ["100.10", "0.05", 2002],
    ["100.1000000", "0.05", 2002],
    ["-0.05", "0.05", -1],
    ["0", "0.05", 0],
    ["-0", "0.05", 0],
    [" 7 ", "0.5", 14],
    ["007.5", "0.5", 15],
    ["1200", "100", 12],
    ["9007199254740991", "1", 9007199254740991],
  ])("reads %j in steps of %s as %d", (text, step, count) => {
    expect(stepsFromText(text, parseStep(step))).toBe(count);
  });

  it.each([
    ["100.03", "0.05"],
    ["100.001", "0.01"],
    ["0.000000001", "0.00000001"],
    ["150", "100"],
    ["9007199254740992", "1"],
    ["1e3", "1"],
    ["NaN", "1"],
    ["Infinity", "1"],
    ["1,000", "1"],
    [".5", "0.5"],
    ["5.", "0.5"],
    ["+5", "1"],
    ["", "1"],
    ["--5", "1"],
    ["0x10", "1"],
  ])("refuses %j in steps of %s", (text, step) => {
    expect(() => stepsFromText(text, parseStep(step))).toThrow(OffStep);
  });

  it("tells what it missed", () => {
    const refuse = () => stepsFromText("100.03", parseStep("0.05"));
    expect(refuse).toThrow('"100.03" is not a multiple of 0.05');
  });

  it.each(["0", "0.00", "-1", "abc", "", "1e-2", "0.", ".1"])("refuses the step %j", (text) => {
    expect(() => parseStep(text)).toThrow(OffStep);
  });

  it.each([
    [2002, "0.05", "100.10"],
    [-1, "0.05", "-0.05"],
    [0, "0.01", "0.00"],
    [1, "0.00000001", "0.00000001"],
    [12, "100", "1200"],
    [3, "0.5", "1.5"],
  ])("writes %d steps of %s as %s", (count, step, text) => {
    expect(textFromSteps(count, parseStep(step))).toBe(text);
  });

  it("comes near as a number", () => {
    expect(numberFromSteps(2002, parseStep("0.05"))).toBeCloseTo(100.1, 10);
  });
});

describe("times", () => {
  it.each([
    [0, "1970-01-01T00:00:00.000000Z"],
    [1_700_000_000_123_456, "2023-11-14T22:13:20.123456Z"],
    [1_700_000_000_000_001, "2023-11-14T22:13:20.000001Z"],
    [-1, "1969-12-31T23:59:59.999999Z"],
  ])("writes %d µs as %s", (timeUs, text) => {
    expect(textFromTimeUs(timeUs)).toBe(text);
  });
});

// Decimals become whole counts of steps exactly, or nothing.
import { describe, expect, it } from "vitest";
import { parseStep } from "../../../streams/units.ts";
import {
  stepsOfBig,
  stepsOfDouble,
  stepsOfText,
  stepsOfUnscaled,
  textOfDouble,
  textOfUnscaled,
} from "./decimal.ts";

const cent = parseStep("0.01");
const nickel = parseStep("0.05");
const milli = parseStep("0.001");

describe("decimals of files", () => {
  it.each([
    ["61800.30", cent, 6180030],
    ["61800.3", cent, 6180030],
    ["61800.30000000", cent, 6180030],
    ["61800", cent, 6180000],
    ["0.05", nickel, 1],
    ["12.35", nickel, 247],
    ["12.36", nickel, NaN],
    ["12.345", cent, NaN],
    ["-1.5", cent, -150],
    ["NaN", cent, NaN],
    ["inf", cent, NaN],
    ["1e5", cent, NaN],
    ["", cent, NaN],
    [".5", cent, NaN],
    ["5.", cent, NaN],
    ["1.2.3", cent, NaN],
    ["90071992547409.91", cent, 9007199254740991],
    ["90071992547409.92", cent, NaN],
    ["247117.00000000", parseStep("1"), 247117],
  ])("reads the text %s in steps of %o as %d", (text, step, steps) => {
    expect(stepsOfText(text, step)).toBe(steps);
  });

  it.each([
    [6180030000000, 8, cent, 6180030],
    [6180030000001, 8, cent, NaN],
    [487500, 4, cent, 4875],
    [1235, 2, nickel, 247],
    [1300, 3, parseStep("0.00001"), 130000],
    [2 ** 53, 0, cent, NaN],
  ])("reads the integer %d with %d places in steps of %o as %d", (value, scale, step, steps) => {
    expect(stepsOfUnscaled(scale, step)(value)).toBe(steps);
  });

  it.each([
    [1313.7, parseStep("0.1"), 13137],
    [48.75, cent, 4875],
    [0.1 + 0.2, cent, NaN],
    [1e-7, parseStep("0.0000001"), 1],
    [110.241096496582, cent, NaN],
    [NaN, cent, NaN],
    [Infinity, cent, NaN],
    [-2.5, cent, -250],
  ])("reads the double %d in steps of %o as %d", (value, step, steps) => {
    expect(stepsOfDouble(value, step)).toBe(steps);
  });

  it("agrees with the big integers on every value between two steps", () => {
    for (let i = 0; i < 20_000; i++) {
      const unscaled = Math.floor((i * 7919.13) % 1e7) * 10 ** (i % 7);
      const exact = stepsOfBig(BigInt(unscaled), 8, milli);
      expect(stepsOfUnscaled(8, milli)(unscaled)).toBe(exact);
      expect(stepsOfText(textOfUnscaled(unscaled, 8), milli)).toBe(exact);
    }
  });

  it("keeps integers beyond the safe ones exact", () => {
    expect(stepsOfBig(247117_00000000_00000000n, 16, parseStep("1"))).toBe(247117);
    expect(stepsOfBig(1n << 60n, 0, parseStep("1"))).toBe(NaN);
  });

  it("writes small doubles without an exponent", () => {
    expect(textOfDouble(1.25e-7)).toBe("0.000000125");
    expect(textOfUnscaled(-5, 2)).toBe("-0.05");
  });
});

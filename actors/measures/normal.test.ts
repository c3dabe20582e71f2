// The normal distribution against values of published tables.
import { expect, it } from "vitest";
import { normalQuantile, normalShare } from "./normal.ts";

it.each([
  [0, 0.5],
  [1, 0.8413447460685429],
  [-1, 0.15865525393145707],
  [1.959963984540054, 0.975],
  [3, 0.9986501019683699],
  [-6, 9.865876450376946e-10],
])("of %d is %d", (value, share) => {
  expect(Math.abs(normalShare(value) / share - 1)).toBeLessThan(1e-12);
  expect(normalQuantile(share)).toBeCloseTo(value, 6);
});

it("has its ends", () => {
  expect([normalQuantile(0), normalQuantile(1)]).toEqual([-Infinity, Infinity]);
  expect(normalQuantile(2)).toBeNaN();
});

// Packing: vectors become rows in the order of the feature names, and nonsense goes no further.
import { describe, expect, it } from "vitest";
import { featureNames } from "../streams/features.ts";
import { inputWidth, pack, type Predictor, unpack } from "./packing.ts";
import { someVectors, vectorOf } from "./testing.ts";

const model: Predictor = {
  card: { name: "x", version: 1, sha256: "00".repeat(32), horizonUs: 0 },
  shadow: false,
};

describe("packing", () => {
  it("lays features out in their order, rounded to float32, and touches no other row", () => {
    const matrix = new Float32Array(3 * inputWidth);
    pack(matrix, 1, vectorOf(featureNames.map((_, i) => i + 0.1)));
    expect([...matrix.subarray(inputWidth, 2 * inputWidth)]).toEqual(
      featureNames.map((_, i) => Math.fround(i + 0.1)),
    );
    expect([...matrix.subarray(0, inputWidth), ...matrix.subarray(2 * inputWidth)]).toEqual(
      new Array(2 * inputWidth).fill(0),
    );
  });

  it.each(featureNames)("refuses %s where it is NaN or infinite", (name) => {
    const matrix = new Float32Array(inputWidth);
    for (const value of [Number.NaN, Infinity, -Infinity]) {
      const vector = { ...someVectors(1)[0]!, [name]: value };
      expect(() => pack(matrix, 0, vector)).toThrow(`Feature "${name}" of instrument 1`);
    }
  });

  it.each([[Number.NaN, 0.5], [0.5, Number.NaN], [-0.1, 1.1], [0.5, 0.6], [Infinity, 0]])(
    "refuses probabilities %d and %d from a model",
    (down, up) => {
      const output = Float32Array.from([0, 0, down, up]);
      expect(() => unpack(someVectors(1)[0]!, [model], 0, output, 2)).toThrow(
        /^Model "x" gave probabilities .* at position 0: expected two that add up to 1$/,
      );
    },
  );
});

// Exact money, however large the products are.
import { describe, expect, it } from "vitest";
import { InstrumentRegistry } from "../../streams/instruments.ts";
import { randomFrom } from "../testing/random.ts";
import {
  currencyOf,
  feeOf,
  lotsWithin,
  microsOfHalfTickLots,
  multiplyDivide,
  tickLotsWithin,
} from "./money.ts";

const instruments = new InstrumentRegistry();
const alto = instruments.require(1);
const sirocco = instruments.require(7);

describe("money", () => {
  it("multiplies and divides exactly, rounding down", () => {
    const random = randomFrom(3);
    for (let i = 0; i < 5000; i++) {
      const a = random.between(-1, 1) * random.between(0, 2 ** random.between(1, 50));
      const b = random.between(0, 2 ** random.between(1, 50));
      const c = random.between(1, 2 ** random.between(1, 45));
      const product = BigInt(a) * BigInt(b);
      const down = product / BigInt(c) - (product < 0n && product % BigInt(c) !== 0n ? 1n : 0n);
      if (down < -(2n ** 53n) || down > 2n ** 53n) continue;
      expect({ i, got: multiplyDivide(a, b, c) }).toEqual({ i, got: Number(down) });
    }
  });

  it("turns an amount into the tick·lots it covers", () => {
    expect(tickLotsWithin(1000, alto)).toBe(100_000);
    expect(tickLotsWithin(0.019, alto)).toBe(1);
    expect(tickLotsWithin(1, sirocco)).toBe(2000);
    expect(tickLotsWithin(1e9, instruments.require(110))).toBe(Number.MAX_SAFE_INTEGER);
    expect(currencyOf(100_000, alto)).toBe(1000);
  });

  it("rounds a loss up and a profit down", () => {
    expect(microsOfHalfTickLots(3, alto)).toBe(15_000);
    expect(microsOfHalfTickLots(1, instruments.require(110))).toBe(0);
    expect(microsOfHalfTickLots(-1, instruments.require(110))).toBe(-1);
  });

  it("counts the lots that a budget pays", () => {
    expect(lotsWithin(1000, 200)).toBe(10);
    expect(lotsWithin(1000, 201)).toBe(9);
    expect(lotsWithin(1000, 0)).toBe(0);
  });

  it("rounds a fee against us, and gives no more rebate than is due", () => {
    expect(feeOf(1_000_000, 50)).toBe(50);
    expect(feeOf(1_000_001, 50)).toBe(51);
    expect(feeOf(1_999_999, -50)).toBe(-99);
    expect(feeOf(1, -50)).toBe(0);
    expect(feeOf(100, 0)).toBe(0);
  });
});

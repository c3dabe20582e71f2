// The base currency and the configured rates, as the environment says them.
import { describe, expect, it } from "vitest";
import { moneyOf } from "./money.ts";

describe("money", () => {
  it("is in dollars, with the coins that are pegged to them, unless told otherwise", () => {
    expect(moneyOf({})).toEqual({ base: "USD", configured: new Map([["USDT", 1], ["USDC", 1]]) });
    expect(moneyOf({ CONTRAIL_BASE_CURRENCY: "EUR" }).configured.size).toBe(0);
    const told = { CONTRAIL_BASE_CURRENCY: "EUR", CONTRAIL_RATES: "USD=0.92, GBP=1.17" };
    expect(moneyOf(told)).toEqual({
      base: "EUR",
      configured: new Map([["USD", 0.92], ["GBP", 1.17]]),
    });
  });

  it.each([
    [
      { CONTRAIL_BASE_CURRENCY: "dollars" },
      'CONTRAIL_BASE_CURRENCY "dollars": expected a currency',
    ],
    [{ CONTRAIL_RATES: "EUR" }, 'CONTRAIL_RATES "EUR": expected CURRENCY=RATE into USD'],
    [{ CONTRAIL_RATES: "EUR=0" }, 'CONTRAIL_RATES "EUR=0": expected CURRENCY=RATE'],
    [{ CONTRAIL_RATES: "EUR=1,x=2" }, 'CONTRAIL_RATES "x=2": expected CURRENCY=RATE'],
    [{ CONTRAIL_RATES: "EUR=NaN" }, 'CONTRAIL_RATES "EUR=NaN": expected CURRENCY=RATE'],
  ])("%j is refused", (env, words) => {
    expect(() => moneyOf(env)).toThrow(words);
  });
});

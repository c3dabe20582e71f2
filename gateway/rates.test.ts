// Rate limits: what is left, what comes back, and that nobody takes from anybody else.
import { describe, expect, it } from "vitest";
import { rateBuckets } from "./limits.ts";
import { rateHeaders, Rates } from "./rates.ts";

const rate = { calls: 10, seconds: 5 };

describe("a bucket", () => {
  it("gives what it holds, refuses the next, and fills evenly", () => {
    const rates = new Rates();
    for (let i = 9; i >= 0; i--) {
      expect(rates.take("a", rate, { nowMs: 0 })).toMatchObject({ allowed: true, left: i });
    }
    expect(rates.take("a", rate, { nowMs: 0 })).toEqual({ allowed: false, left: 0, seconds: 1 });
    expect(rates.take("a", rate, { nowMs: 499 }).allowed).toBe(false);
    expect(rates.take("a", rate, { nowMs: 500 }).allowed).toBe(true);
    expect(rates.take("a", rate, { nowMs: 60_000 }).left).toBe(9);
  });
  it("is one's own", () => {
    const rates = new Rates();
    for (let i = 0; i < 20; i++) rates.take("a", rate, { nowMs: 0 });
    expect(rates.take("b", rate, { nowMs: 0 }).left).toBe(9);
  });
  it("is looked at without taking from it", () => {
    const rates = new Rates();
    for (let i = 0; i < 20; i++) rates.take("a", rate, { nowMs: 0, cost: 0 });
    expect(rates.take("a", rate, { nowMs: 0 }).left).toBe(9);
  });
  it("does not gain from a clock that steps back", () => {
    const rates = new Rates();
    for (let i = 0; i < 11; i++) rates.take("a", rate, { nowMs: 1_000 });
    expect(rates.take("a", rate, { nowMs: 0 }).allowed).toBe(false);
  });
});

it("keeps a bounded number of buckets", () => {
  const rates = new Rates();
  for (let i = 0; i < rateBuckets + 10; i++) rates.take(`${i}`, rate, { nowMs: 0 });
  expect(rates["buckets"].size).toBe(rateBuckets);
});

it("tells them as the draft writes them", () => {
  expect(rateHeaders("read", rate, { allowed: true, left: 3, seconds: 4 })).toEqual({
    "ratelimit-policy": '"read";q=10;w=5',
    "ratelimit": '"read";r=3;t=4',
  });
});

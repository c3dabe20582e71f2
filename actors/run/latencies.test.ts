// Percentiles are of the orders of the last minute, the newest ones.
import { expect, it } from "vitest";
import { Latencies } from "./latencies.ts";
import { latencySamples } from "./limits.ts";

const second = 1e6;

it("tells nothing but zeros before the first order", () => {
  expect(new Latencies().at(0)).toEqual({ p50: 0, p99: 0, orders: 0 });
});

it("tells the middle and the slowest hundredth", () => {
  const latencies = new Latencies();
  for (let i = 1; i <= 200; i++) latencies.add(0, i * 1000);
  expect(latencies.at(second)).toEqual({ p50: 101, p99: 199, orders: 200 });
});

it("forgets what is older than a minute, and still counts it", () => {
  const latencies = new Latencies();
  latencies.add(0, 5 * second);
  latencies.add(9.9 * second, 10 * second);
  expect(latencies.at(60 * second)).toMatchObject({ p99: 5000 });
  expect(latencies.at(66 * second)).toEqual({ p50: 100, p99: 100, orders: 2 });
  expect(latencies.at(99 * second)).toEqual({ p50: 0, p99: 0, orders: 2 });
});

it("keeps the newest where there are more than fit", () => {
  const latencies = new Latencies();
  for (let i = 0; i < latencySamples; i++) latencies.add(0, second);
  for (let i = 0; i < latencySamples; i++) latencies.add(second - 1000, second);
  expect(latencies.at(second)).toEqual({ p50: 1, p99: 1, orders: 2 * latencySamples });
});

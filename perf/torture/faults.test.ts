// The faults of a seed: always the same, and all kinds of them.
import { expect, it } from "vitest";
import { type Fault, faultsOf } from "./faults.ts";

const first = (seed: number, count: number): readonly Fault[] => {
  const faults = faultsOf(seed);
  return Array.from({ length: count }, () => faults.next().value);
};

it("are the same for the same seed, and others for another", () => {
  expect(first(5, 50)).toEqual(first(5, 50));
  expect(first(6, 50)).not.toEqual(first(5, 50));
});

it("are mostly kills, hit everything, and last only where they end", () => {
  const faults = first(1, 1_000);
  const kills = faults.filter(({ kind }) => kind === "kill");
  expect(kills.length).toBeGreaterThan(600);
  expect(new Set(faults.map(({ kind }) => kind)).size).toBe(5);
  expect(new Set(faults.map(({ victim }) => victim)).size).toBe(6);
  expect(new Set(kills.map(({ victim }) => victim)).size).toBe(5);
  const meanwhile = faults.filter((fault) => fault.meanwhile !== undefined);
  expect(meanwhile.length).toBeGreaterThan(50);
  expect(meanwhile.every(({ forMs }) => forMs > 0)).toBe(true);
  const brief = faults.filter(({ forMs }) => forMs === 0).map(({ kind }) => kind);
  expect(new Set(brief)).toEqual(new Set(["kill", "cut"]));
});

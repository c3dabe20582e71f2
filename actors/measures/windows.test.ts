// Windowed sums: what leaves when, and that they equal a naive recomputation.
import { describe, expect, it } from "vitest";
import { randomFrom } from "../testing/random.ts";
import {
  advance,
  countOf,
  firstSum,
  makeWindows,
  push,
  resetWindows,
  secondSum,
  type Windows,
} from "./windows.ts";

const firstSums = (windows: Windows) => windows.lengths.map((_, w) => firstSum(windows, w));
const secondSums = (windows: Windows) => windows.lengths.map((_, w) => secondSum(windows, w));
const counts = (windows: Windows) => windows.lengths.map((_, w) => countOf(windows, w));

describe("windows", () => {
  it("hold the bucket of now and those before it", () => {
    const windows = makeWindows(1_000, [2_000, 5_000]);
    push(windows, 10_000, 1, 10);
    push(windows, 10_999, 2, 20);
    push(windows, 11_000, 4, 40);
    expect(firstSums(windows)).toEqual([7, 7]);
    advance(windows, 12_000);
    expect(firstSums(windows)).toEqual([4, 7]);
    expect(counts(windows)).toEqual([1, 3]);
    advance(windows, 14_999);
    expect(secondSums(windows)).toEqual([0, 70]);
    advance(windows, 15_000);
    expect(secondSums(windows)).toEqual([0, 40]);
    advance(windows, 99_000);
    expect(secondSums(windows)).toEqual([0, 0]);
  });

  it("take an event of an earlier time as one of the latest seen", () => {
    const windows = makeWindows(1_000, [1_000]);
    push(windows, 9_000, 1, 1);
    push(windows, 5_000, 2, 2);
    expect(firstSums(windows)).toEqual([3]);
  });

  it("start afresh after a reset, with an earlier time too", () => {
    const windows = makeWindows(1_000, [1_000]);
    push(windows, 9_000, 1, 1);
    resetWindows(windows);
    push(windows, 2_000, 5, 5);
    expect(firstSums(windows)).toEqual([5]);
  });

  it("need no more room than their longest window, however many events come", () => {
    const windows = makeWindows(1_000, [300_000]);
    for (let i = 0; i < 200_000; i++) push(windows, i * 100, 1, 1);
    expect(windows.buckets.length).toBe(512);
    advance(windows, 0);
    expect(counts(windows)).toEqual([3_000]);
  });

  it.each([1, 2, 3, 4, 5])("equal a naive recomputation, seed %i", (seed) => {
    const { next: random } = randomFrom(seed);
    const lengths = [3_000, 10_000, 700_000];
    const windows = makeWindows(1_000, lengths);
    const events: { bucket: number; first: number; second: number }[] = [];
    let now = 1_700_000_000_000_000;
    for (let step = 0; step < 3_000; step++) {
      now += Math.floor(random() ** 4 * (random() < 0.01 ? 900_000 : 3_000));
      if (random() < 0.7) {
        // Large enough that the totals are rebased many times.
        const first = Math.floor((random() - 0.4) * 2 ** 44);
        const second = Math.floor(random() * 2 ** 42);
        push(windows, now, first, second);
        events.push({ bucket: Math.floor(now / 1_000), first, second });
      }
      advance(windows, now);
      lengths.forEach((lengthUs, w) => {
        const oldest = Math.floor(now / 1_000) - lengthUs / 1_000;
        let [first, second, count] = [0, 0, 0];
        for (let i = events.length - 1; i >= 0 && events[i]!.bucket > oldest; i--) {
          first += events[i]!.first;
          second += events[i]!.second;
          count++;
        }
        expect([firstSum(windows, w), secondSum(windows, w), countOf(windows, w)])
          .toEqual([first, second, count]);
      });
    }
  });
});

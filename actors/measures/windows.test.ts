// Windowed sums: what leaves when, and that they equal a naive recomputation.
import { describe, expect, it } from "vitest";
import { randomFrom } from "../testing/random.ts";
import { advance, makeWindows, push, resetWindows } from "./windows.ts";

describe("windows", () => {
  it("hold the bucket of now and those before it", () => {
    const windows = makeWindows(1_000, [2_000, 5_000]);
    push(windows, 10_000, 1, 10);
    push(windows, 10_999, 2, 20);
    push(windows, 11_000, 4, 40);
    expect([...windows.firstSums]).toEqual([7, 7]);
    advance(windows, 12_000);
    expect([...windows.firstSums]).toEqual([4, 7]);
    expect([...windows.countSums]).toEqual([1, 3]);
    advance(windows, 14_999);
    expect([...windows.secondSums]).toEqual([0, 70]);
    advance(windows, 15_000);
    expect([...windows.secondSums]).toEqual([0, 40]);
    advance(windows, 99_000);
    expect([...windows.secondSums]).toEqual([0, 0]);
  });

  it("take an event of an earlier time as one of the latest seen", () => {
    const windows = makeWindows(1_000, [1_000]);
    push(windows, 9_000, 1, 1);
    push(windows, 5_000, 2, 2);
    expect([...windows.firstSums]).toEqual([3]);
  });

  it("start afresh after a reset, with an earlier time too", () => {
    const windows = makeWindows(1_000, [1_000]);
    push(windows, 9_000, 1, 1);
    resetWindows(windows);
    push(windows, 2_000, 5, 5);
    expect([...windows.firstSums]).toEqual([5]);
  });

  it("need no more room than their longest window, however many events come", () => {
    const windows = makeWindows(1_000, [300_000]);
    for (let i = 0; i < 200_000; i++) push(windows, i * 100, 1, 1);
    expect(windows.buckets.length).toBe(512);
    expect(windows.countSums[0]).toBe(3_000);
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
        const [first, second] = [Math.floor((random() - 0.5) * 2 ** 38), Math.floor(random() * 9)];
        push(windows, now, first, second);
        events.push({ bucket: Math.floor(now / 1_000), first, second });
      } else advance(windows, now);
      lengths.forEach((lengthUs, w) => {
        const oldest = Math.floor(now / 1_000) - lengthUs / 1_000;
        let [first, second, count] = [0, 0, 0];
        for (let i = events.length - 1; i >= 0 && events[i]!.bucket > oldest; i--) {
          first += events[i]!.first;
          second += events[i]!.second;
          count++;
        }
        expect([windows.firstSums[w], windows.secondSums[w], windows.countSums[w]])
          .toEqual([first, second, count]);
      });
    }
  });
});

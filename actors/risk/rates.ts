// How many there were within the last second of event time.
import type { TimeUs } from "../../streams/units.ts";

/** Times of the newest ones, as a ring that grows as far as it has to. */
export interface RateWindow {
  timesUs: Float64Array;
  head: number;
  size: number;
  readonly most: number;
}

const windowUs = 1_000_000;

/** A window that counts up to `most`. */
export const rateWindow = (most: number): RateWindow => ({
  timesUs: new Float64Array(64),
  head: 0,
  size: 0,
  most,
});

/** How many there were within the second before a time. */
export const countWithin = (window: RateWindow, nowUs: TimeUs): number => {
  const { timesUs } = window;
  while (window.size > 0 && timesUs[window.head]! <= nowUs - windowUs) dropOldest(window);
  return window.size;
};

/** Counts one more. */
export const countOne = (window: RateWindow, nowUs: TimeUs): void => {
  countWithin(window, nowUs);
  if (window.size === window.most) dropOldest(window);
  if (window.size === window.timesUs.length) grow(window);
  const { timesUs } = window;
  timesUs[(window.head + window.size++) % timesUs.length] = nowUs;
};

/** Forgets all: a session begins, with a clock of its own. */
export const forgetCounts = (window: RateWindow): void => {
  window.size = 0;
};

const grow = (window: RateWindow): void => {
  const { timesUs, head, size } = window;
  const grown = new Float64Array(timesUs.length * 2);
  for (let i = 0; i < size; i++) grown[i] = timesUs[(head + i) % timesUs.length]!;
  window.timesUs = grown;
  window.head = 0;
};

const dropOldest = (window: RateWindow): void => {
  window.head = (window.head + 1) % window.timesUs.length;
  window.size--;
};

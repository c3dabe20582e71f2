// How many there were within the last second of event time.
import type { TimeUs } from "../../streams/units.ts";

/** Times of the newest ones, as a ring. */
export interface RateWindow {
  readonly timesUs: Float64Array;
  head: number;
  size: number;
}

const windowUs = 1_000_000;

/** A window that counts up to `most`. */
export const rateWindow = (most: number): RateWindow => ({
  timesUs: new Float64Array(most),
  head: 0,
  size: 0,
});

/** How many there were within the second before a time. */
export const countWithin = (window: RateWindow, nowUs: TimeUs): number => {
  const { timesUs } = window;
  while (window.size > 0 && timesUs[window.head]! <= nowUs - windowUs) dropOldest(window);
  return window.size;
};

/** Counts one more. */
export const countOne = (window: RateWindow, nowUs: TimeUs): void => {
  const { timesUs } = window;
  if (window.size === timesUs.length) dropOldest(window);
  timesUs[(window.head + window.size++) % timesUs.length] = nowUs;
};

/** Forgets all: a session begins, with a clock of its own. */
export const forgetCounts = (window: RateWindow): void => {
  window.size = 0;
};

const dropOldest = (window: RateWindow): void => {
  window.head = (window.head + 1) % window.timesUs.length;
  window.size--;
};

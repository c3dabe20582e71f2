// Sums over the last so many milliseconds of event time: exact, bounded, and never drifting.
import type { TimeUs } from "../../streams/units.ts";

/**
 * Sums of two integers per event, and the count of events, over several windows at once. Events are
 * kept by bucket of event time, so the room is bounded by the longest window however many events
 * come. A window of w buckets holds the bucket of `now` and the w - 1 before it. Each bucket keeps
 * the totals of everything before it, so the sum of a window is one difference of integers, which
 * is exact: totals are rebased before they leave the safe integers. Plain data.
 */
export interface Windows {
  readonly bucketUs: number;
  /** Lengths in buckets, ascending. */
  readonly lengths: readonly number[];
  /** Ring of buckets that hold events: the number of the bucket. The room is a power of two. */
  buckets: Float64Array;
  /** At the same places: totals of both sums and of the count before the bucket. */
  firstBefore: Float64Array;
  secondBefore: Float64Array;
  countBefore: Float64Array;
  /** Totals of both sums and of the count. */
  readonly totals: Float64Array;
  /** Buckets ever opened: the newest is at `head - 1`, taken modulo the room. */
  head: number;
  /** Of each window: how many buckets were ever opened before its oldest one, as of `advance`. */
  readonly tails: Float64Array;
  /** The bucket of the latest time seen. */
  now: number;
}

/** Buckets a ring has room for at first; room doubles up to the longest window. */
const firstRoom = 64;
/** Totals are rebased from here on: one event and the sum of a window have the rest of 2^53. */
const largestTotal = 2 ** 51;

/** Windows of the given lengths, without events. Lengths are multiples of `bucketUs`, ascending. */
export const makeWindows = (bucketUs: number, lengthsUs: readonly number[]): Windows => ({
  bucketUs,
  lengths: lengthsUs.map((lengthUs) => lengthUs / bucketUs),
  buckets: new Float64Array(firstRoom),
  firstBefore: new Float64Array(firstRoom),
  secondBefore: new Float64Array(firstRoom),
  countBefore: new Float64Array(firstRoom),
  totals: new Float64Array(3),
  head: 0,
  tails: new Float64Array(lengthsUs.length),
  now: 0,
});

/** Forgets every event and the time. */
export const resetWindows = (windows: Windows): void => {
  windows.head = 0;
  windows.now = 0;
  windows.tails.fill(0);
  windows.totals.fill(0);
};

/** Adds an event. Time never goes back: an earlier one counts as the latest seen. */
export const push = (windows: Windows, timeUs: TimeUs, first: number, second: number): void => {
  const { totals } = windows;
  const bucket = Math.floor(timeUs / windows.bucketUs);
  if (bucket > windows.now) windows.now = bucket;
  const newest = (windows.head - 1) & (windows.buckets.length - 1);
  if (windows.head === 0 || windows.buckets[newest] !== windows.now) open(windows);
  totals[0]! += first;
  totals[1]! += second;
  totals[2]! += 1;
};

/** Lets events that are too old leave the windows. The sums are right after this. */
export const advance = (windows: Windows, timeUs: TimeUs): void => {
  const bucket = Math.floor(timeUs / windows.bucketUs);
  if (bucket > windows.now) windows.now = bucket;
  const { lengths, buckets, tails, head, now } = windows;
  const mask = buckets.length - 1;
  for (let w = 0; w < lengths.length; w++) {
    const oldest = now - lengths[w]!;
    let tail = tails[w]!;
    while (tail < head && buckets[tail & mask]! <= oldest) tail++;
    tails[w] = tail;
  }
};

/** Sum of the first number over a window, by its place in the lengths. */
export const firstSum = (windows: Windows, window: number): number => {
  const tail = windows.tails[window]!;
  if (tail === windows.head) return 0;
  return windows.totals[0]! - windows.firstBefore[tail & (windows.buckets.length - 1)]!;
};

/** Sum of the second number over a window. */
export const secondSum = (windows: Windows, window: number): number => {
  const tail = windows.tails[window]!;
  if (tail === windows.head) return 0;
  return windows.totals[1]! - windows.secondBefore[tail & (windows.buckets.length - 1)]!;
};

/** Events in a window. */
export const countOf = (windows: Windows, window: number): number => {
  const tail = windows.tails[window]!;
  if (tail === windows.head) return 0;
  return windows.totals[2]! - windows.countBefore[tail & (windows.buckets.length - 1)]!;
};

/** Opens the bucket of now. */
const open = (windows: Windows): void => {
  const { totals, tails } = windows;
  if (windows.head - tails[tails.length - 1]! === windows.buckets.length) makeRoom(windows);
  if (Math.abs(totals[0]!) > largestTotal || totals[1]! > largestTotal) rebase(windows);
  const at = windows.head++ & (windows.buckets.length - 1);
  windows.buckets[at] = windows.now;
  windows.firstBefore[at] = totals[0]!;
  windows.secondBefore[at] = totals[1]!;
  windows.countBefore[at] = totals[2]!;
};

/** Lets old buckets go, and doubles the room where that is not enough. */
const makeRoom = (windows: Windows): void => {
  advance(windows, 0);
  const oldest = windows.tails.at(-1)!;
  const from = windows.buckets.length - 1;
  if (windows.head - oldest <= from) return;
  const to = 2 * from + 1;
  const moved = (old: Float64Array): Float64Array => {
    const grown = new Float64Array(to + 1);
    for (let i = oldest; i < windows.head; i++) grown[i & to] = old[i & from]!;
    return grown;
  };
  windows.buckets = moved(windows.buckets);
  windows.firstBefore = moved(windows.firstBefore);
  windows.secondBefore = moved(windows.secondBefore);
  windows.countBefore = moved(windows.countBefore);
};

/** Counts totals from the oldest bucket on. */
const rebase = (windows: Windows): void => {
  advance(windows, 0);
  const { totals, firstBefore, secondBefore, head } = windows;
  const mask = windows.buckets.length - 1;
  const oldest = windows.tails.at(-1)!;
  const first = oldest === head ? totals[0]! : firstBefore[oldest & mask]!;
  const second = oldest === head ? totals[1]! : secondBefore[oldest & mask]!;
  for (let i = oldest; i < head; i++) {
    firstBefore[i & mask]! -= first;
    secondBefore[i & mask]! -= second;
  }
  totals[0]! -= first;
  totals[1]! -= second;
};

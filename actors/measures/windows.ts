// Sums over the last so many milliseconds of event time: exact, bounded, and never drifting.
import type { TimeUs } from "../../streams/units.ts";

/**
 * Sums of two integers per event, and the count of events, over several windows at once. Events are
 * kept by bucket of event time, so the room is bounded by the longest window however many events
 * come. A window of w buckets holds the bucket of `now` and the w - 1 before it. As long as the sums
 * are safe integers, they are exact. Plain data.
 */
export interface Windows {
  readonly bucketUs: number;
  /** Lengths in buckets, ascending. */
  readonly lengths: readonly number[];
  /** Ring of buckets that hold events: bucket number, sums and count. The length is a power of two. */
  buckets: Float64Array;
  first: Float64Array;
  second: Float64Array;
  counts: Float64Array;
  /** Buckets ever opened: the newest is at `head - 1`, taken modulo the room. */
  head: number;
  /** Of each window: its oldest bucket, as a count of buckets ever opened before it. */
  readonly tails: Float64Array;
  /** Of each window: sums and counts of its buckets. */
  readonly firstSums: Float64Array;
  readonly secondSums: Float64Array;
  readonly countSums: Float64Array;
  /** The bucket of the latest time seen. */
  now: number;
}

/** Buckets a ring has room for at first; room doubles up to the longest window. */
const firstRoom = 64;

/** Windows of the given lengths, without events. Lengths are multiples of `bucketUs`, ascending. */
export const makeWindows = (bucketUs: number, lengthsUs: readonly number[]): Windows => ({
  bucketUs,
  lengths: lengthsUs.map((lengthUs) => lengthUs / bucketUs),
  buckets: new Float64Array(firstRoom),
  first: new Float64Array(firstRoom),
  second: new Float64Array(firstRoom),
  counts: new Float64Array(firstRoom),
  head: 0,
  tails: new Float64Array(lengthsUs.length),
  firstSums: new Float64Array(lengthsUs.length),
  secondSums: new Float64Array(lengthsUs.length),
  countSums: new Float64Array(lengthsUs.length),
  now: 0,
});

/** Forgets every event and the time. */
export const resetWindows = (windows: Windows): void => {
  windows.head = 0;
  windows.now = 0;
  windows.tails.fill(0);
  windows.firstSums.fill(0);
  windows.secondSums.fill(0);
  windows.countSums.fill(0);
};

/** Adds an event. Time never goes back: an earlier one counts as the latest seen. */
export const push = (windows: Windows, timeUs: TimeUs, first: number, second: number): void => {
  advance(windows, timeUs);
  const room = windows.buckets.length;
  let at = (windows.head - 1) & (room - 1);
  if (windows.head === 0 || windows.buckets[at] !== windows.now) at = open(windows);
  windows.first[at]! += first;
  windows.second[at]! += second;
  windows.counts[at]! += 1;
  const { firstSums, secondSums, countSums } = windows;
  for (let w = 0; w < firstSums.length; w++) {
    firstSums[w]! += first;
    secondSums[w]! += second;
    countSums[w]! += 1;
  }
};

/** Lets events that are too old leave the windows. The sums are right after this. */
export const advance = (windows: Windows, timeUs: TimeUs): void => {
  const now = Math.floor(timeUs / windows.bucketUs);
  if (now <= windows.now) return;
  windows.now = now;
  const { lengths, buckets, tails, head } = windows;
  const mask = buckets.length - 1;
  for (let w = 0; w < lengths.length; w++) {
    const oldest = now - lengths[w]!;
    let tail = tails[w]!;
    while (tail < head) {
      const at = tail & mask;
      if (buckets[at]! > oldest) break;
      windows.firstSums[w]! -= windows.first[at]!;
      windows.secondSums[w]! -= windows.second[at]!;
      windows.countSums[w]! -= windows.counts[at]!;
      tail++;
    }
    tails[w] = tail;
  }
};

/** Opens the bucket of now. Returns its place. */
const open = (windows: Windows): number => {
  if (windows.head - windows.tails[windows.tails.length - 1]! === windows.buckets.length) {
    grow(windows);
  }
  const at = windows.head++ & (windows.buckets.length - 1);
  windows.buckets[at] = windows.now;
  windows.first[at] = 0;
  windows.second[at] = 0;
  windows.counts[at] = 0;
  return at;
};

/** Doubles the room: at most to the power of two above the longest window, which cannot be full. */
const grow = (windows: Windows): void => {
  const from = windows.buckets.length - 1;
  const to = windows.buckets.length * 2 - 1;
  const moved = (old: Float64Array): Float64Array => {
    const grown = new Float64Array(to + 1);
    for (let i = windows.tails.at(-1)!; i < windows.head; i++) grown[i & to] = old[i & from]!;
    return grown;
  };
  windows.buckets = moved(windows.buckets);
  windows.first = moved(windows.first);
  windows.second = moved(windows.second);
  windows.counts = moved(windows.counts);
};

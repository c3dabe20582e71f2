// Paces a source: waits until a tick's event time is due on a clock that never steps.
import { setTimeout as sleep } from "node:timers/promises";

/** Milliseconds between two looks at what is due. Shorter is no use to a timer, longer is seen. */
const granularityMs = 4;

/** Tells when event times are due. */
export interface Pace {
  /** The newest event time that is due now, in microseconds. */
  readonly dueUs: () => number;
  /** Tells when the next event is to be given; what is due and not taken makes the source late. */
  readonly next: (eventUs: number) => void;
  /** How late the next event is, in milliseconds of wall clock. */
  readonly behindMs: () => number;
  /** Waits a moment, or until the signal aborts. */
  readonly wait: (untilUs: number, signal: AbortSignal) => Promise<void>;
}

/** Starts a clock at an event time that runs `speed` times real time. */
export const startPace = (fromUs: number, speed: number): Pace => {
  const started = performance.now();
  const dueUs = () => fromUs + (performance.now() - started) * 1000 * speed;
  let nextUs = Number.POSITIVE_INFINITY;
  return {
    dueUs,
    next: (eventUs) => {
      nextUs = eventUs;
    },
    behindMs: () => Math.max(0, (dueUs() - nextUs) / 1000 / speed),
    wait: async (untilUs, signal) => {
      const aheadMs = (untilUs - dueUs()) / 1000 / speed;
      // In short steps, so that an abort and a long silence in a recording do not hang together.
      const ms = Math.min(Math.max(aheadMs, granularityMs), 250);
      await sleep(ms, undefined, { signal }).catch(() => {});
    },
  };
};

// Every bound of the torture, with its unit and its reason.

/** Ticks a second that the simulated market gives at speed 1; it comes in bursts around that. */
export const ticksPerSecondAtSpeedOne = 800;

/** How much faster than asked the market runs: what is lost while processes start comes back so. */
export const headroom = 1.3;

/** Milliseconds between two faults: long enough to start again, short enough to hit recoveries. */
export const betweenFaultsMs = { least: 1_500, most: 3_000 } as const;

/** Milliseconds after which the next fault hits what is still recovering, and how often that is. */
export const rushMs = { least: 20, most: 600 } as const;
export const rushShare = 0.2;

/** Milliseconds of a pause or a stalled connection: some are longer than the 5 s that an answer may take. */
export const pauseMs = { least: 300, most: 8_000 } as const;

/** How often a process is killed in the middle of a pause: a start then meets what was left on its way. */
export const meanwhileShare = 0.4;

/** Milliseconds after which a pipeline that does not go on counts as hung. */
export const goesOnMs = 60_000;

/** Hangs after which the rest is not tried: what is there is still verified. */
export const hangsAllowed = 3;

/** Milliseconds without a fault at the beginning, to see the rate that the machine can do. */
export const undisturbedMs = 6_000;

/** Milliseconds a process may take to drain at the end before it is killed, which counts as a hang. */
export const stopMs = 60_000;

/** Positions of the input log that are verified together: some 100 MB of rows at most. */
export const positionsAtOnce = 65_536;

/** Differences that are told one by one; the others are counted. */
export const differencesTold = 10;

// Every bound of inference, with its unit and its reason.

/** Rows that one run of the models takes at most: some 10 ms of work, so that nobody waits long. */
export const runRows = 1024;

/**
 * Rows that are run at once on the main thread: some 20 µs each, where the way to the thread and back
 * costs 150 µs and more.
 */
export const directRows = 4;

/** Feature vectors that may wait: far above what a host has under way; reaching it is a fault. */
export const waitingVectors = 65_536;

/** Attempts at one run before its callers are told: a run that kills the thread must not loop. */
export const runAttempts = 3;

/** Restarts of the thread without one good run between them, before inference gives up. */
export const threadRestarts = 5;

/** Milliseconds that the thread may take to load and check its models. */
export const startMs = 30_000;

/** Milliseconds of one run before the thread is taken for dead: a thousand times the usual. */
export const runMs = 10_000;

/** Runs of the golden inputs before the thread is ready, so that the first tick finds warm code. */
export const warmUpRuns = 20;

/** Difference allowed between a golden probability and its repetition on another CPU. */
export const goldenTolerance = 1e-6;

/** Line-ups that are open beside the one at work: the next one, or the one before. */
export const besideRunners = 1;

/** Models whose files are kept in memory: those of two full line-ups. */
export const filesKept = 32;

// Every bound of a parity check, with its unit and its reason.

/**
 * Positions of the input log that are read, replayed and compared together: some 100 MB of rows at
 * most, and few enough queries, since each looks through the positions of its whole table.
 */
export const positionsAtOnce = 65_536;

/** Ends that nobody asked for after which a process of a new recording is given up. */
export const deathsAllowed = 5;

/** Milliseconds a core may take to start, go on where it stopped, and take its first ticks. */
export const flowingMs = 60_000;

/** Milliseconds a process may take to drain before it is killed, and the recording given up. */
export const stopMs = 60_000;

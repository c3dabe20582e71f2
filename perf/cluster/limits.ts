// Every bound of the cluster's rehearsal, with its unit and its reason.

/** Nodes of NATS: the fewest of which one may be missing. */
export const nodes = 3;

/** Cells: shares of the instruments, each with an account of NATS and a database of its own. */
export const cells = 2;

/** Milliseconds a cluster may take to have a leader for everything. */
export const readyMs = 60_000;

/** Milliseconds that a node or a process is cut off or stands still: longer than an election takes. */
export const awayMs = 10_000;

/** Milliseconds after which a cell that does not go on counts as hung. */
export const goesOnMs = 120_000;

/** Milliseconds between two faults: what lags is caught up. */
export const betweenMs = 5_000;

/** Milliseconds between two looks at how far the cells are. */
export const lookMs = 50;

/** Milliseconds behind its market from which on a cell counts as caught up. */
export const caughtUpMs = 1_000;

/** Times a process is started again to be ended in order. */
export const endsTried = 3;

/** Last lines of a process that are told where a cell is not as it should be. */
export const linesTold = 20;

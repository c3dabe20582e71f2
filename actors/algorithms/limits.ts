// Every bound of the orders that algorithms work.

/** Orders that algorithms may work at once, per instrument; more are rejected. */
export const maxWorking = 1_000;

/** Orders that are done and remembered, per instrument, so that an id that comes again makes no second one. */
export const doneKept = 4_096;

/** Children in a row that may fail before the order is given up. */
export const maxFailures = 20;

/** Microseconds of event time after a child that was denied, rejected or not filled. */
export const pauseUs = 250_000;

/** Children that may cross for what is left at the end. */
export const maxFinishing = 10;

/** How far beyond the best opposite price a crossing child may fill, in basis points. */
export const crossingBps = 5;

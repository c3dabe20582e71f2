// The bounds of the file sources.

/** Rows of a batch: so many that a call a batch costs nothing, so few that they stay in cache. */
export const batchRows = 8192;

/** Ticks of one batch that a source hands out. */
export const batchTicks = 4096;

/** Bytes of one line of a text file; a Binance snapshot of 5,000 levels has 300,000. */
export const lineBytes = 16 * 1024 * 1024;

/** Rows of depth messages held until their snapshot comes; a start holds a few thousand. */
export const heldRows = 200_000;

/** Rows looked at to learn the tick and lot size of an instrument that is not built in. */
export const sampledRows = 100_000;

/** Files of one replay. */
export const replayedFiles = 10_000;

/** Instruments that one column of a file may name. */
export const namedInstruments = 10_000;

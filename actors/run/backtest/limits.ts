// The bounds of the backtest engine.

/** Highest price in ticks: prices index the pages of a book by 32-bit integers. */
export const maxPriceTicks = 0x7fff_fffe;
/** Prices of one page of a book. A page is 8 KB a side, so the levels near the best share the cache. */
export const pageTicks = 1024;
/** Rows a feed has room for at first; room doubles. */
export const firstRows = 1 << 12;
/** Rows read at a time from a feed that is longer than memory, 33 bytes each. */
export const windowRows = 1 << 18;
/** Rows that stay unread in a window, in which a late row can still find its place. */
export const lookaheadRows = 1 << 14;
/** Orders of one instrument that may work at once; more are refused by the desk. */
export const maxWorkingOrders = 4096;
/** Feature columns of bars that are kept; the one unused for longest goes first. */
export const keptFeatures = 128;
/** Samples of an equity curve; a longer run doubles the time between two. */
export const maxSamples = 1 << 20;
/** What rests at a best price whose quote tells no quantity, in lots. */
export const untoldLots = 100_000;
/** Settings that one sweep may try. */
export const maxTrials = 20_000;
/** Returns that one sweep may keep: trials × periods, 8 bytes each. */
export const maxReturns = 50_000_000;
/** Sharpe ratios that the probability of overfitting may take: ways to halve the periods × trials. */
export const maxHalvings = 40_000_000;
/** Decimal places of prices of bars, at most. */
export const barPlaces = 8;
/** The highest price of bars in ticks: fewer places are kept where it would be more. */
export const barTicks = 20_000_000;
/** Bars of one instrument made of ticks, at the shortest interval; more become longer ones. */
export const maxMadeBars = 100_000;
/** A silence that a run passes over: nobody looks at a market in which nothing happens, in microseconds. */
export const silenceUs = 60_000_000;
/** A silence of the data that is worth a warning, in microseconds. */
export const longSilenceUs = 600_000_000;
/** Orders, events and fills, of each, that one tear sheet of a session is made of. */
export const sessionRecords = 500_000;
/** Mid prices of one tear sheet of a session. */
export const sessionMids = 200_000;
/** Positions of the input log that are read from the store at once. */
export const storedPositions = 200_000;

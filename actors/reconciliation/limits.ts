// Every bound of reconciliation.

/** Ended orders that late reports still find. */
export const maxEndedOrders = 10_000;

/** Trade ids by which a fill that comes again is known. */
export const maxKnownTrades = 100_000;

/** Answers that are open at once; the oldest is given up. */
export const maxOpenAnswers = 64;

/** Differences of positions that were told, so that none is told twice. */
export const maxToldPositions = 10_000;

/** Orders that one request asks for by id. */
export const maxAskedOrders = 100;

/** Answers in a row in which the venue does not know an order that it accepted, after which it has expired. */
export const forgottenAnswers = 3;

/** The strategy of orders and fills that are none of ours. */
export const externalStrategy = "external";

// Every bound of the adapters of live venues, with its unit and its reason.

/** Rows of changes held until their snapshot comes; some seconds of a busy book. */
export const heldRows = 100_000;

/** Milliseconds until the first try to connect again, doubled with each, and at most. */
export const reconnectFirstMs = 250;
export const reconnectMostMs = 30_000;

/** Milliseconds a connection has to stand before the next loss counts as the first one. */
export const steadyMs = 10_000;

/** Milliseconds in which a connection has to be made. */
export const connectMs = 10_000;

/** Milliseconds without anything of an instrument after which it is stale. */
export const staleMs = 5_000;

/** Milliseconds without anything of the market after which a connection is given up: it may live and tell nothing. */
export const silentMs = 20_000;

/** Milliseconds between two looks at what is silent. */
export const lookMs = 250;

/** Milliseconds between two requests for the snapshot of one book. */
export const snapshotEveryMs = 500;

/** Levels a side of a snapshot that is asked for. 1,000 cost a tenth of what 5,000 do in the rate limit. */
export const snapshotLevels = 1_000;

/** Records that wait to be taken. A connection is closed above it, until what waits is taken. */
export const waitingRecords = 200_000;

/** Records that go into the input log together. */
export const batchRecords = 4_096;

/** Instruments of one connection. */
export const instrumentsListened = 100;

/** Milliseconds in which a venue answers a request, before its outcome counts as unknown. */
export const requestMs = 10_000;

/** Milliseconds in which a venue still takes a request after it was signed (Binance `recvWindow`): past it, what is not known was never taken. */
export const receiveWindowMs = 5_000;

/** Milliseconds between two questions about an order whose outcome is unknown. */
export const askAgainMs = 500;

/**
 * Milliseconds after its decision in which an order is sent, where nothing else is said. An older one, of
 * before a restart or of while the venue was away, is not.
 */
export const sendWithinMs = 10_000;

/** Client order ids remembered, to know ours again. */
export const rememberedOrders = 100_000;

/** Bytes and milliseconds after which the recorder begins a new file. */
export const fileBytes = 256 * 1024 * 1024;
export const fileMs = 3_600_000;

// Every bound of the gateway, with its unit and its reason.

/** Clients of the socket at once. */
export const streamClients = 2_000;

/** Bytes that may wait for one client before it counts as slow and is closed. */
export const clientBufferBytes = 4 * 1024 * 1024;

/** Bytes of a message a client may send. */
export const clientMessageBytes = 64 * 1024;

/** Messages a client may send in a second. */
export const clientMessagesPerSecond = 50;

/** Milliseconds between two flushes of what changed: twenty pictures a second are smooth enough. */
export const flushMs = 50;

/** Items of each kind that a new subscriber is told at once. */
export const snapshotItems = 200;

/** Orders kept in memory to tell their state. */
export const ordersKept = 5_000;

/** Bytes of a request body. */
export const bodyBytes = 256 * 1024;

/** Milliseconds that open requests and sockets get at the end. */
export const closeMs = 2_000;

// Every bound of the transports, with its unit and its reason.

/** Bytes after which a message is closed: past this size a larger one is no faster. */
export const messageBytes = 128 * 1024;

/** Messages of one stream that are sent and not yet acknowledged; what queues meanwhile shares the next one. */
export const messagesInFlight = 6;

/** The same for messages that cannot grow: neighbours on different subjects share none. */
export const closedInFlight = 64;

/**
 * Milliseconds that the records of a stream wait for company where no order waits for them: the server
 * is then free for the streams that do gate orders, and has a few times fewer messages to take.
 */
export const lingerMs = 4;

/** Records a writer holds before it asks its feeder to wait. */
export const recordsPending = 65_536;

/**
 * The same for orders: a stop of trading and its cancels wait behind these, so they are no more than is
 * written in some tenths of a second. Orders that are asked for wait outside, where a stop overtakes them.
 */
export const ordersPending = 4_096;

/** Milliseconds without an acknowledgement after which a writer reads its tail again. */
export const ackTimeoutMs = 5_000;

/** Milliseconds between two tries to get on after a failure: first and longest. */
export const retryMs = { first: 50, longest: 2_000 } as const;

/** Milliseconds a stream may stay full or out of reach before its writer gives up. */
export const giveUpAfterMs = 600_000;

/** Messages a reader holds before it stops pulling. */
export const messagesRead = 256;

/** Bytes of one part of a snapshot: well below the server's largest message. */
export const snapshotPartBytes = 256 * 1024;

/** Bytes of the largest snapshot. */
export const snapshotBytes = 128 * 1024 * 1024;

/** Bytes of all snapshots kept, this one and the one before of each name. */
export const snapshotBucketBytes = 1024 * 1024 * 1024;

/** Milliseconds between two tries of an insert: first and longest. */
export const storeRetryMs = { first: 100, longest: 2_000 } as const;

/** Tries of an insert while the store is out of reach: about ten minutes, longer than any restart. */
export const storeRetries = 300;

/** Milliseconds a request to the store may take: longer than the largest insert on a busy machine. */
export const storeRequestMs = 60_000;

/** Connections a process keeps to the store. */
export const storeConnections = 8;

/** Milliseconds an answer to a request may take; durable first, so a full log makes it wait. */
export const requestMs = 5_000;

/** Requests that may wait for the process that writes the input log; more are refused. */
export const requestsWaiting = 10_000;

/** Bytes of the largest file of a model, and of all files of models together. */
export const objectBytes = 64 * 1024 * 1024;
export const objectBucketBytes = 512 * 1024 * 1024;

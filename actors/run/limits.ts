// Every bound of the hosts, with its unit and its reason.

/** Ticks that go through the pipeline together: enough that one prediction call serves many, few enough to be quick. */
export const batchTicks = 1024;

/** Batches between the market machine and the trading machine: one predicted while one is derived, one to spare. */
export const batchesUnderWay = 3;

/** Predictions of another process that are held before their stream is read on. */
export const predictionsWaiting = 8_192;

/**
 * Records between snapshots at most. The log is purged up to the one before the newest, so it holds twice
 * as many: a third of what it may hold. A log that is full of what no snapshot lets go would stay so,
 * because a snapshot waits until everything before it is durable.
 */
export const snapshotEveryRecords = 2_000_000;

/** Milliseconds between snapshots: what a restart has to compute again at most. */
export const snapshotEveryMs = 15_000;

/** Restarts of the pipeline after a failure before the process gives up and its supervisor decides. */
export const pipelineRestarts = 10;

/** Failures of an actor on one record before it goes on without it. */
export const deliveryAttempts = 2;

/** Deliveries that are passed over at most; more of them, and the code is wrong, not the data. */
export const skippedDeliveries = 100;

/** Dead letters of actors that keep no account after which trading is halted. */
export const deadLettersBeforeHalt = 5;

/** Milliseconds between two looks at whether a stopped process has read to the end. */
export const endLookMs = 10;

/** Milliseconds that a stop may take before what is left is cut off. */
export const drainMs = 8_000;

/** Tick-to-order times kept for the percentiles in the status, and milliseconds until one no longer counts. */
export const latencySamples = 4096;
export const latencyAgeMs = 60_000;

/** Rows of a stream that the recorder collects before it inserts them, and rows of a batch at most. */
export const flushRows = 100_000;

/** Milliseconds after which the recorder inserts what there is. */
export const flushEveryMs = 1_000;

/** Milliseconds between two looks at the time. */
export const recorderTickMs = 100;

/** Tables of a stream that the recorder inserts into at once. */
export const insertsAtOnce = 2;

/** Milliseconds between two looks at what may be purged: a stream fills in some seconds at full speed. */
export const purgeEveryMs = 2_000;

/** Messages of each stream that stay although they are recorded, for readers that come late. */
export const keepMessages = 2_000;

/** The share of a stream's bytes that those messages may take at most. */
export const keepShare = 0.25;

/** Milliseconds between two tries of the recorder while the streams' server is away. */
export const transportRetryMs = 250;

/** Tries before the recorder gives up, each up to some seconds long: longer than any restart. */
export const transportRetries = 200;

/** Microseconds of event time after a request in which the clock is told with every batch: longer than an order and its answer take. */
export const clockAfterUs = 200_000;

/** Milliseconds between two looks at the drift of features; three in a row make an alert. */
export const driftEveryMs = 1_000;

/** Requests that enter the log before it is looked whether a stop has come. */
export const requestsAtOnce = 64;

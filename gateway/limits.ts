// Every bound of the gateway, with its unit and its reason.

/** Clients of the socket at once. */
export const streamClients = 2_000;

/**
 * Bytes that may wait for one client. Above it the client is told nothing more until it has taken some:
 * then the newest of conflated channels, and every item of the others, out of what all clients share.
 */
export const behindBytes = 128 * 1024;

/** Seconds a client may take nothing of what it is told before it is closed as slow. */
export const slowSeconds = 10;

/** Seconds between two questions whether a client is still there; who shows no life in between is cut off. */
export const aliveSeconds = 20;

/** Items of each channel that are kept for clients that were away; older ones come out of the store. */
export const journalItems = 20_000;

/** Letters of their texts: a few long ones must not take what many short ones may. */
export const journalBytes = 16 * 1024 * 1024;

/** Items of a message that makes up for what was missed; it has about `behindBytes` at most. */
export const messageItems = 500;

/** Such messages of each channel that are kept for the next who missed the same. */
export const partsKept = 32;

/** Items that a client may have missed; one that missed more begins with a snapshot. */
export const resumeItems = 200_000;

/** Rows of a table that are read at once to tell a client what it missed. */
export const resumePage = 5_000;

/** Clients at once for which the store is asked what they missed. */
export const resumesAtOnce = 4;

/** Milliseconds that what was missed may take to appear in the store. */
export const resumeMs = 10_000;

/** Bytes of a message a client may send. */
export const clientMessageBytes = 64 * 1024;

/** Messages a client may send in a second. */
export const clientMessagesPerSecond = 50;

/** Milliseconds between two turns, in each of which some clients are told what is conflated. */
export const turnMs = 5;

/** Milliseconds between two heartbeats, each at a turn: a thousand at once would hold up all else. */
export const beatMs = 1_000;

/** Clients of a turn: half a millisecond or so, and then a request or the next turn has its own. */
export const turnClients = 50;

/** Turns that are told at once where a timer comes late: rounds keep their pace, and nothing comes in one burst. */
export const turnsAtOnce = 2;

/**
 * Turns of a round, in which each client is told once: 50 ms, for twenty pictures a second are smooth
 * enough. Above `turnsLeast * turnClients` clients a round has more turns, so all of them together are
 * never told more than 10,000 pictures a second: 1,000 clients ten each, 2,000 clients five each.
 * Of the other channels every item goes out at once.
 */
export const turnsLeast = 10;

/** Items of each kind that a new subscriber is told at once. */
export const snapshotItems = 200;

/** Letters of their texts of a channel that tells every item: as much as 200 long orders. */
export const snapshotBytes = 256 * 1024;

/** Prints of one message that the tape shows: the newest ones; nobody reads faster. */
export const tapePrints = 20;

/** Prints of one turn that the tape shows. */
export const tapeItems = 100;

/** Orders kept in memory to tell their state. */
export const ordersKept = 5_000;

/** Records of each kind that lists are answered with out of memory: several of the longest pages. */
export const recentRecords = 5_000;

/** Rows of the store that those lists begin with: one more than the longest page. */
export const recentSeeded = 1_001;

/** Positions that a gateway begins with: every one of a strategy and an instrument. */
export const positionsSeeded = 100_000;

/** Bytes of a request body. */
export const bodyBytes = 256 * 1024;

/** Milliseconds that open requests and sockets get at the end. */
export const closeMs = 1_500;

/** TCP connections at once: every client's socket, and room for requests. */
export const connections = streamClients + 500;

/** Milliseconds a client may take to send the headers of a request. */
export const headersMs = 10_000;

/** Milliseconds a client may take to send a whole request. */
export const requestMs = 30_000;

/** Milliseconds between two looks for clients that are late with a request. */
export const checkMs = 1_000;

/** Milliseconds a query of the store may take before the answer is "not right now". */
export const queryMs = 10_000;

/** Milliseconds between two looks at the file of added instruments. */
export const instrumentsLookMs = 1_000;

/** Times the store is asked for what was before, a second apart, until live data goes on without it. */
export const seedTries = 10;

/** Milliseconds without a word after which a process counts as gone. */
export const silentMs = 5_000;

/** Messages before the end of a stream that are read at the start: the store lags that little behind. */
export const lookBackMessages = 500;

/** Orders whose hops are in the metrics. */
export const tracesKept = 1_000;

/** Milliseconds a submitted order may wait for risk and venue before its answer is that nobody knows yet. */
export const settleMs = 5_000;

/** Milliseconds between two looks at a backtest whose progress somebody follows. */
export const jobLookMs = 200;

/** Backtests that may wait; more are refused. */
export const jobsQueued = 50;

/** Backtests that are kept with their results; the oldest that is over goes first. */
export const jobsKept = 200;

/** Milliseconds a backtest may take before it is cancelled. */
export const jobMs = 3_600_000;

/** Money the paper account begins with, in currency. */
export const paperCapital = 100_000;

/** Instruments that one rebalance may hold. */
export const rebalanceAssets = 500;

/** Scored predictions of a version that its live accuracy is of, and versions that have one. */
export const accuracySamples = 4_096;
export const accuracyModels = 64;

/** Milliseconds after which an order that has not been heard of may be one of long ago. */
export const oldOrderMs = 500;

/** API keys of one data folder. */
export const keysKept = 1_000;

/** Milliseconds a change of the keys may take; a lock file that is older was left behind. */
export const keysLockMs = 2_000;

/** Seconds a JWT may live. */
export const tokenMaxSeconds = 900;

/** Seconds that clocks of whoever issues tokens may differ from ours. */
export const tokenSkewSeconds = 30;

/** Milliseconds the JWKS may take to come. */
export const jwksWaitMs = 3_000;

/** Milliseconds a page stays signed in. */
export const sessionMs = 12 * 3_600_000;

/** Pages that are signed in at once. */
export const sessionsKept = 10_000;

/** Milliseconds a ticket for a socket is good for. */
export const ticketMs = 30_000;

/** Tickets that were given and not used yet. */
export const ticketsKept = 10_000;

/** Calls that wait for the audit log; where there are more, nothing may be changed. */
export const auditWaiting = 10_000;

/** Milliseconds until the stream of the audit log is opened again. */
export const auditRetryMs = 1_000;

/** Callers whose calls are counted. */
export const rateBuckets = 10_000;

/** Calls of one key, token or page, or of one address without any: what a busy desk needs ten times over. */
export const rates = {
  read: { calls: 5_000, seconds: 10 },
  change: { calls: 1_000, seconds: 10 },
  heavy: { calls: 60, seconds: 60 },
  credentials: { calls: 20, seconds: 60 },
} as const;

/** Programs of this machine share one identity, so it has that many times as much. */
export const localShare = 10;

/** Levels of lists and objects in a body. */
export const bodyDepth = 16;

/** Bytes of an answer from which on it is compressed where that is asked for. */
export const compressBytes = 8 * 1024;

/** Answers kept for an Idempotency-Key that comes again, and for how long in milliseconds. */
export const answersKept = 10_000;
export const answersMs = 24 * 3_600_000;
/** Milliseconds that a change of the models at work may take to come back by its stream. */
export const modelSettleMs = 2_000;

/** Milliseconds that a change of the models may take: they are opened and warmed up before it counts. */
export const modelRequestMs = 30_000;

/** Changes of a model that are shown with it. */
export const modelChangesShown = 100;

/** Stops whose acknowledgements are kept. */
export const acknowledgementsKept = 100;

/** Changes of risk limits that are kept for those who wait for them. */
export const limitChangesKept = 1_000;

/** Changes of risk limits that are read from the store at the start: all there can reasonably be. */
export const limitChangesRead = 100_000;

/** Changes of trading states and heartbeats that are read from the store at the start. */
export const statesRead = 10_000;

/** Orders of algorithms that are kept. */
export const algorithmOrdersKept = 1_000;

/** Orders that one call may cancel, and how many of them are asked for at a time. */
export const cancelBatch = 500;
export const cancelsAtOnce = 16;

/** Rows of one export, unless fewer are asked for. */
export const exportRows = 1_000_000;

/** Seconds an export may take. */
export const exportSeconds = 60;

/** Exports at once. */
export const exportsAtOnce = 4;

/** Backtests that are compared with one another. */
export const comparedBacktests = 20;

/** Replays of all together; the oldest that is over goes first. */
export const replaysKept = 20;

/** Rows of each table that a replay reads at once. */
export const replayPage = 2_000;

/** Items that a replay tells at one look; a replay that should tell more is slower than asked. */
export const replayItems = 1_000;

/** Milliseconds between two looks at what of a replay is due. */
export const replayLookMs = 50;

/** Milliseconds until a replay asks a store again that did not answer. */
export const replayRetryMs = 1_000;

/** Times real speed of a replay at most. */
export const replaySpeed = 10_000;

/** Milliseconds between two looks for alerts that begin or end. */
export const alertsLookMs = 500;

/** Milliseconds that an actor may be behind before somebody is told. */
export const lateMs = 1_000;

/** Newest outcomes of each of two models that are compared before a promotion. */
export const duelRows = 1_000_000;

/** Spans that may wait for the collector; more are dropped and counted. */
export const spansWaiting = 4_096;

/** Spans of one message to the collector. */
export const spanBatch = 512;

/** Milliseconds the collector may take for a batch. */
export const spanMs = 5_000;

/** Looks for a change in the store, and the pause between two: it is there within a second or so. */
export const recordedLooks = 60;
export const recordedEvery = "100 millis";

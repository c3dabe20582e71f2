// Every bound of the supervisor, with its unit and its reason.

/** Restarts of one process in a row before the whole system gives up: a crash loop helps nobody. */
export const restartsInARow = 6;

/** Milliseconds a process has to live before its earlier deaths are forgotten. */
export const stableAfterMs = 30_000;

/** Milliseconds between a death and the restart: the first, and the most it grows to. */
export const restartDelayMs = { first: 100, most: 2_000 } as const;

/** Milliseconds that nats-server or ClickHouse may take to answer after a start; recovery of full streams included. */
export const serverReadyMs = 60_000;

/** Milliseconds between two looks at whether a server still answers. */
export const watchEveryMs = 2_000;

/** Milliseconds one look may take. */
export const watchTimeoutMs = 5_000;

/** Looks in a row without an answer before a server counts as hung and is killed: a long merge is not a hang. */
export const watchMisses = 4;

/** Milliseconds a server may take to stop before it is killed; both survive that. */
export const serverStopMs = 1_500;

/** Milliseconds the core may drain, then the recorder catch up, then the gateway close: 10 s with the servers. */
export const drainMs = { core: 4_000, recorder: 3_000, gateway: 1_000 } as const;

/** Bytes of the last words of a process that are kept for its obituary. */
export const lastWordsBytes = 4_096;

/** Bytes of disk below which nothing starts, and below which a running system stops itself. */
export const diskBytes = { start: 512 * 1024 ** 2, run: 128 * 1024 ** 2 } as const;

/** Milliseconds between two looks at the free disk. */
export const diskEveryMs = 10_000;

/** Milliseconds for the look at GitHub; where there is no internet, this is what it costs. */
export const downloadConnectMs = 3_000;

/** Milliseconds for a download, and for building nats-server from its source. */
export const downloadMs = 60_000;
export const buildMs = 300_000;

/** Bytes of memory ClickHouse may use, and bytes of disk all streams together may use. */
export const clickHouseMemoryBytes = 4 * 1000 ** 3;
export const streamBytes = 8 * 1024 ** 3;

/** Bytes of one message at most; nats-server advises against more. */
export const messageBytes = 8 * 1024 ** 2;

/** Milliseconds a child may take to get ready: a core that goes on after a crash reads its tails first. */
export const childReadyMs = 60_000;

/** Milliseconds for building the screens. */
export const screensMs = 120_000;

/** Milliseconds between two looks at the children's status, and between two lines where there is no screen. */
export const boardEveryMs = 250;
export const progressEveryMs = { screen: 500, plain: 10_000 } as const;

/** Exit code of a process whose streams another one has taken over: it is not started again. */
export const fencedExitCode = 77;

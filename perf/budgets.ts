// The budgets of the load tests, in one place: what k6 holds the running system to.

/** Milliseconds at the 95th percentile, and shares of requests. */
export const budgets = {
  /** From a POST of an order to the answer that the paper venue has it, durably. */
  executionP95Ms: 100,
  /** A GET of the REST API, most of which ask ClickHouse; on two cores with everything else beside it. */
  restP95Ms: 150,
  /** From connecting to the first snapshot of the socket. */
  socketP95Ms: 500,
  /** Requests that may fail. */
  failedShare: 0.001,
} as const;

// The budgets of the load tests, in one place: what k6 holds the running system to.

/** Milliseconds at the 95th percentile, and shares of requests. */
export const budgets = {
  /** From a POST of an order to the answer that the paper venue has it, durably. */
  executionP95Ms: 100,
  /** A GET of the REST API, at 200 a second beside 1,000 clients of the socket and the running pipeline. */
  restP95Ms: 10,
  /** From the gateway's saying a quote to its arrival at a client, of 1,000. */
  fanOutP95Ms: 20,
  /** From connecting to the first snapshot of the socket. */
  socketP95Ms: 500,
  /** Mebibytes that the gateway's memory may grow by from the first to the last quarter of a soak. */
  soakGrowthMebibytes: 64,
  /** Requests that may fail. */
  failedShare: 0.001,
} as const;

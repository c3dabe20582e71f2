// One case for every operation of the OpenAPI document: how a test asks for it, after what was asked before.

/** What earlier cases found, for later ones. */
export interface Found {
  fill: string;
  order: string;
  key: string;
  backtest: string;
  other: string;
  model: string;
  version: number;
  sha256: string;
  replay: string;
}

/** A request. */
export interface Ask {
  /** What stands in the braces of the path. */
  readonly id?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object;
}

/** How an operation is asked for, and which statuses may come of it; 200 to 202 where none is told. */
export interface Case {
  /** Asked before: by method and path. */
  readonly first?: readonly [name: string, ask: Ask];
  readonly ask?: (found: Found) => Ask;
  readonly statuses?: readonly number[];
  /** Asked again until the answer is so, where it takes a while. */
  readonly until?: (answer: never) => boolean;
  readonly keep?: (answer: never, found: Found) => void;
}

interface Page<A> {
  readonly data: readonly A[];
}
const some = { until: ({ data }: Page<unknown>) => data.length > 0 };
const symbol = "ALTO.sim";
const strategy = "prediction-follower";
const reason = "Asked by a test of the contract";
const order = { symbol, side: "buy", qty: "1", limit_price: "1.00", time_in_force: "gtc" };
const run = { strategy: "grid-maker", ticks: 5_000, settings: { halfSpread: 2, interval: 1 } };
const job = { ask: (found: Found) => ({ id: found.backtest }) };
/** The one model that serves cannot be retired, and there may be none to go back to. */
const refusable = [200, 202, 400, 404, 409];

/** Cases by method and path, in the order they are asked. */
export const cases: Readonly<Record<string, Case>> = {
  "get /v1/health": { until: ({ status }: { readonly status: string }) => status === "ok" },
  "get /v1/me": {},
  "get /v1/instruments": some,
  "get /v1/quotes/latest": some,
  "get /v1/quotes": { ask: () => ({ query: { symbol, limit: "2" } }), ...some },
  "get /v1/trades": { ask: () => ({ query: { symbol, limit: "2" } }), ...some },
  "get /v1/bars": { ask: () => ({ query: { symbol, timeframe: "1s" } }), ...some },
  "get /v1/predictions": some,
  "post /v1/signals": { ask: () => ({ body: { min_confidence: 0 } }) },
  "get /v1/signals": some,
  "get /v1/fills": {
    ...some,
    keep: ({ data }: Page<{ readonly id: string }>, found) => found.fill = data[0]!.id,
  },
  "get /v1/fills/{id}/why": { ask: ({ fill }) => ({ id: fill }) },
  "get /v1/tca": some,
  "get /v1/positions": some,
  "get /v1/refusals": {},
  "get /v1/dead-letters": {},
  "post /v1/orders/preview": { ask: () => ({ body: order }) },
  "post /v1/orders": {
    ask: () => ({ body: { ...order, client_order_id: "contract-1" } }),
    keep: (answer: { readonly client_order_id: string }, found) =>
      found.order = answer.client_order_id,
  },
  "get /v1/orders": { ask: ({ order: id }) => ({ query: { client_order_id: id } }), ...some },
  "get /v1/orders/{id}": { ask: ({ order: id }) => ({ id }) },
  "patch /v1/orders/{id}": { ask: ({ order: id }) => ({ id, body: { qty: "2" } }) },
  "delete /v1/orders/{id}": { ask: ({ order: id }) => ({ id }) },
  "post /v1/orders/cancel": { ask: ({ order: id }) => ({ body: { client_order_ids: [id] } }) },
  "delete /v1/orders": { ask: () => ({ query: { symbol } }) },
  "get /v1/portfolio/{id}": { ask: () => ({ id: "paper" }) },
  "get /v1/portfolio/{id}/equity": { ask: () => ({ id: "paper" }) },
  "post /v1/portfolio/{id}/rebalance": {
    ask: () => ({ id: "paper", body: { targets: { [symbol]: 0.5 } } }),
  },
  "get /v1/portfolio/{id}/tear-sheet": { ask: () => ({ id: "paper" }), until: () => true },
  "get /v1/portfolio/{id}/statistics": { ask: () => ({ id: "paper" }), until: () => true },
  "get /v1/trading-state": {},
  "post /v1/reduce": { ask: () => ({ body: { reason } }) },
  "post /v1/halt": { ask: () => ({ body: { reason } }) },
  "post /v1/resume": { ask: () => ({ body: { reason } }) },
  "get /v1/risk/limits": {},
  "put /v1/risk/limits": {
    ask: () => ({ body: { limits: { max_open_orders: 90 }, reason } }),
    statuses: [200, 400],
  },
  "get /v1/risk/limits/changes": {},
  "get /v1/risk/status": {},
  "get /v1/risk/denials": some,
  "get /v1/risk/decisions": some,
  "put /v1/deadman": { ask: () => ({ body: { timeout_s: 600 } }) },
  "get /v1/deadman": {},
  "delete /v1/deadman": {},
  "post /v1/reconciliation": { ask: () => ({ body: { reason } }) },
  "get /v1/reconciliation/corrections": {},
  "get /v1/strategies": some,
  "get /v1/algorithms": some,
  "get /v1/algorithm-orders": {
    first: ["post /v1/orders", {
      body: {
        ...{ symbol, side: "buy", qty: "4", client_order_id: "contract-twap", algorithm: "twap" },
        algorithm_parameters: { duration_s: 60, slices: 4 },
      },
    }],
    ...some,
  },
  "get /v1/algorithm-orders/{id}": { ask: () => ({ id: "contract-twap" }) },
  "get /v1/strategies/{id}": { ask: () => ({ id: strategy }) },
  "post /v1/strategies/{id}/stop": { ask: () => ({ id: strategy, body: { reason } }) },
  "post /v1/strategies/{id}/start": { ask: () => ({ id: strategy, body: { reason } }) },
  "patch /v1/strategies/{id}": {
    ask: () => ({ id: strategy, body: { settings: { notional: 1_500 }, reason } }),
    keep: (answer: { readonly settings: readonly { name: string; value: number }[] }) => {
      const notional = answer.settings.find(({ name }) => name === "notional");
      if (notional?.value !== 1_500) throw new Error(`notional is ${notional?.value}`);
    },
  },
  "get /v1/recordings": {},
  "post /v1/backtests": {
    ask: () => ({ body: run }),
    keep: ({ id }: { readonly id: string }, found) => {
      found.other = found.backtest || id;
      found.backtest = id;
    },
  },
  "get /v1/backtests": some,
  "get /v1/backtests/{id}": {
    ...job,
    until: ({ state }: { readonly state: string }) => state === "done" || state === "failed",
  },
  "get /v1/backtests/compare": {
    ask: ({ backtest, other }) => ({ query: { ids: `${backtest},${other || backtest}` } }),
  },
  "get /v1/backtests/{id}/equity": job,
  "get /v1/backtests/{id}/fills": job,
  "get /v1/backtests/{id}/tear-sheet": job,
  "get /v1/backtests/{id}/fills.csv": job,
  "get /v1/backtests/{id}/orders.csv": job,
  "get /v1/backtests/{id}/equity.csv": job,
  "get /v1/backtests/{id}/prices.csv": { ...job, statuses: [200, 404] },
  // A single run has no table of a sweep.
  "get /v1/backtests/{id}/sweep.csv": { ...job, statuses: [404] },
  "delete /v1/backtests/{id}": job,
  "post /v1/replays": {
    ask: () => ({
      body: { symbol, from: "2020-01-01T00:00:00Z", to: "2100-01-01T00:00:00Z", speed: 10 },
    }),
    keep: ({ id }: { readonly id: string }, found) => found.replay = id,
  },
  "get /v1/replays": some,
  "get /v1/replays/{id}": { ask: ({ replay }) => ({ id: replay }) },
  "patch /v1/replays/{id}": { ask: ({ replay }) => ({ id: replay, body: { paused: true } }) },
  "delete /v1/replays/{id}": { ask: ({ replay }) => ({ id: replay }) },
  "get /v1/alerts": {},
  "get /v1/export/{id}": {
    ask: () => ({ id: "fills", query: { format: "csv", limit: "10" } }),
  },
  "get /v1/metrics": {},
  "get /problems/{id}": { ask: () => ({ id: "conflict" }) },
  "get /v1/line-up": {},
  "get /v1/models": {
    keep: ({ data }: Page<{ readonly name: string }>, found) => found.model = data[0]?.name ?? "",
  },
  "get /v1/models/{id}": {
    ask: ({ model }) => ({ id: model }),
    keep: (
      { versions }: { readonly versions: readonly { version: number; sha256: string }[] },
      found,
    ) => Object.assign(found, versions[0]),
  },
  "get /v1/models/{id}/scores": { ask: ({ model }) => ({ id: model }) },
  "get /v1/models/{id}/drift": { ask: ({ model }) => ({ id: model }), statuses: refusable },
  "get /v1/models/{id}/promotion": { ask: ({ model }) => ({ id: model }), statuses: refusable },
  "post /v1/models/{id}/pin": {
    ask: ({ model, version, sha256 }) => ({ id: model, body: { reason, version, sha256 } }),
    statuses: refusable,
  },
  "post /v1/models/{id}/unpin": {
    ask: ({ model }) => ({ id: model, body: { reason } }),
    statuses: refusable,
  },
  "post /v1/models/{id}/shadow": {
    ask: ({ model, version, sha256 }) => ({ id: model, body: { reason, version, sha256 } }),
    statuses: refusable,
  },
  "post /v1/models/{id}/promote": {
    ask: ({ model, version, sha256 }) => ({ id: model, body: { reason, version, sha256 } }),
    statuses: refusable,
  },
  "post /v1/models/{id}/rollback": {
    ask: ({ model }) => ({ id: model, body: { reason } }),
    statuses: refusable,
  },
  "post /v1/models/{id}/retire": {
    ask: ({ model, version, sha256 }) => ({ id: model, body: { reason, version, sha256 } }),
    statuses: refusable,
  },
  "post /v1/stream/tickets": {},
  "post /v1/keys": {
    ask: () => ({ body: { name: "contract", scopes: ["read:market"] } }),
    keep: ({ id }: { readonly id: string }, found) => found.key = id,
  },
  "get /v1/keys": some,
  "delete /v1/keys/{id}": { ask: ({ key }) => ({ id: key }) },
  "get /v1/audit": some,
};

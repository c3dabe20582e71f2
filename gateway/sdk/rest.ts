// Written by npm run contracts from the OpenAPI document: change the routes, not this.
import { type CallOptions, Http, type Page } from "./http.ts";

/** Problem, as the API tells it. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly request_id: string;
  readonly errors?: readonly {
    readonly path: string;
    readonly message: string;
  }[];
}

/** Health, as the API tells it. */
export interface Health {
  readonly status: "ok" | "degraded" | "down";
  readonly mode: "paper" | "live";
  readonly paper: boolean;
  readonly source: Readonly<Record<string, unknown>> | null;
  readonly processes: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** RFC 3339, UTC, with microseconds. */
  readonly time: string;
}

/** Me, as the API tells it. */
export interface Me {
  readonly kind: "anonymous" | "local" | "key" | "token" | "session";
  readonly id: string;
  readonly scopes: readonly ("read:market" | "read:account" | "trade" | "risk" | "admin")[];
  readonly accounts: readonly string[];
  readonly strategies: readonly string[];
}

/** Key, as the API tells it. */
export interface Key {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly ("read:market" | "read:account" | "trade" | "risk" | "admin")[];
  readonly accounts: readonly string[];
  readonly strategies: readonly string[];
  readonly created_at: string;
  readonly expires_at: string | null;
}

/** NewKey, as the API tells it. */
export interface NewKey {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly ("read:market" | "read:account" | "trade" | "risk" | "admin")[];
  readonly accounts: readonly string[];
  readonly strategies: readonly string[];
  readonly created_at: string;
  readonly expires_at: string | null;
  readonly key: string;
}

/** Ticket, as the API tells it. */
export interface Ticket {
  readonly ticket: string;
  readonly expires_at: string;
}

/** Audit, as the API tells it. */
export interface Audit {
  /** RFC 3339, UTC, with microseconds. */
  readonly t: string;
  readonly who: string;
  readonly kind: string;
  readonly scope: string;
  readonly method: string;
  readonly route: string;
  readonly path: string;
  readonly request_id: string;
  readonly trace_id: string;
  readonly address: string;
  readonly status: number;
  readonly outcome: "done" | "refused" | "failed";
  readonly code: string;
  readonly duration_us: number;
  readonly input_position: number;
  /** Ordinal in the audit log. */
  readonly position: number;
}

/** Instrument, as the API tells it. */
export interface Instrument {
  readonly instrument_id: number;
  readonly symbol: string;
  readonly venue: string;
  readonly asset_class: string;
  readonly currency: string;
  /** An exact decimal. */
  readonly tick_size: string;
  /** An exact decimal. */
  readonly lot_size: string;
  readonly price_decimals: number;
}

/** Quote, as the API tells it. */
export interface Quote {
  readonly symbol: string;
  /** RFC 3339, UTC, with microseconds. */
  readonly t: string;
  /** Best bid; 0 where there is none. */
  readonly bp: string;
  /** Quantity at the best bid. */
  readonly bs: string;
  /** Best offer; 0 where there is none. */
  readonly ap: string;
  /** Quantity at the best offer. */
  readonly as: string;
  /** 1 suspicious, 2 crossed, 4 gapped, 8 locked. */
  readonly flags: number;
  /** Ordinal in the input log of the record that caused this one: the key that joins everything. */
  readonly position: number;
}

/** Bar, as the API tells it. */
export interface Bar {
  readonly symbol: string;
  readonly timeframe: "1s" | "1m";
  /** Start of the interval. */
  readonly t: string;
  /** An exact decimal. */
  readonly o: string;
  /** An exact decimal. */
  readonly h: string;
  /** An exact decimal. */
  readonly l: string;
  /** An exact decimal. */
  readonly c: string;
  /** Traded quantity. */
  readonly v: string;
  /** Trades. */
  readonly n: number;
  /** Ordinal in the input log of the record that caused this one: the key that joins everything. */
  readonly position: number;
}

/** Trade, as the API tells it. */
export interface Trade {
  readonly symbol: string;
  /** RFC 3339, UTC, with microseconds. */
  readonly t: string;
  /** An exact decimal. */
  readonly price: string;
  /** An exact decimal. */
  readonly qty: string;
  /** Who crossed the spread. */
  readonly aggressor_side: "unknown" | "buy" | "sell";
  /** Ordinal in the input log of the record that caused this one: the key that joins everything. */
  readonly position: number;
}

/** Prediction, as the API tells it. */
export interface Prediction {
  readonly symbol: string;
  /** RFC 3339, UTC, with microseconds. */
  readonly t: string;
  readonly model: string;
  readonly model_version: number;
  readonly model_sha256: string;
  /** Microseconds ahead; 0 for the next move of the mid price. */
  readonly horizon_us: number;
  /** An exact decimal. */
  readonly mid_price: string;
  readonly probability_up: number | "Infinity" | "-Infinity" | "NaN";
  readonly probability_down: number | "Infinity" | "-Infinity" | "NaN";
  /** 1 warming, 2 stale, 4 gapped, 16 shadow. */
  readonly flags: number;
  /** Ordinal in the input log of the record that caused this one: the key that joins everything. */
  readonly position: number;
}

/** Signal, as the API tells it. */
export interface Signal {
  readonly id: string;
  readonly symbol: string;
  /** RFC 3339, UTC, with microseconds. */
  readonly t: string;
  readonly account: string;
  readonly strategy: string;
  readonly side: "long" | "short" | "flat";
  /** Wished position, signed. */
  readonly target_qty: string;
  readonly confidence: number | "Infinity" | "-Infinity" | "NaN";
  /** An exact decimal. */
  readonly reference_price: string;
  readonly reason: string;
  readonly model: string;
  readonly prediction_position: number;
  /** Ordinal in the input log of the record that caused this one: the key that joins everything. */
  readonly position: number;
}

/** CancelReject, as the API tells it. */
export interface CancelReject {
  readonly request: "cancel" | "replace";
  /** Our risk's code, or the venue's words. */
  readonly reason: string;
  /** RFC 3339, UTC, with microseconds. */
  readonly t: string;
  /** Where it lies in the input log: at the request where our risk refused it, later where the venue did. */
  readonly position: number;
}

/** Order, as the API tells it. */
export interface Order {
  readonly client_order_id: string;
  readonly venue_order_id: string;
  readonly symbol: string;
  readonly account: string;
  readonly strategy_id: string;
  readonly side: "buy" | "sell";
  readonly type: string;
  readonly time_in_force: string;
  /** An exact decimal. */
  readonly qty: string;
  readonly limit_price: string | null;
  readonly stop_price: string | null;
  readonly trail: string | null;
  readonly exec_inst: readonly string[];
  readonly order_list_id: string;
  readonly parent_order_id: string;
  /** Algorithm that works it; empty for a plain order. */
  readonly algorithm: string;
  /** Algorithm order it is a slice of. */
  readonly algorithm_order_id: string;
  /** pending_new, new, partially_filled, filled, canceled, expired, rejected (by the venue), denied (by our risk) or replaced. */
  readonly status: string;
  /** An exact decimal. */
  readonly filled_qty: string;
  readonly filled_avg_price: string | null;
  readonly reject_reason: string;
  /** Why the newest cancel or replace was not done (FIX: Order Cancel Reject); null once one is done. */
  readonly cancel_reject: CancelReject | null;
  readonly reason: string;
  readonly signal_id: string;
  /** RFC 3339, UTC, with microseconds. */
  readonly created_at: string;
  /** RFC 3339, UTC, with microseconds. */
  readonly updated_at: string;
  /** Ordinal in the input log of the record that caused this one: the key that joins everything. */
  readonly position: number;
}

/** Fill, as the API tells it. */
export interface Fill {
  readonly id: string;
  readonly symbol: string;
  /** RFC 3339, UTC, with microseconds. */
  readonly t: string;
  readonly account: string;
  readonly strategy_id: string;
  readonly client_order_id: string;
  readonly venue_order_id: string;
  readonly side: "buy" | "sell";
  /** An exact decimal. */
  readonly price: string;
  /** An exact decimal. */
  readonly qty: string;
  /** An exact decimal. */
  readonly cum_qty: string;
  /** An exact decimal. */
  readonly leaves_qty: string;
  readonly liquidity: "maker" | "taker";
  /** Paid; negative for a rebate. */
  readonly fee: string;
  readonly currency: string;
  /** Ordinal in the input log of the record that caused this one: the key that joins everything. */
  readonly position: number;
}

/** Why, as the API tells it. */
export interface Why {
  readonly fill: Fill;
  readonly order: Order;
  readonly order_events: readonly {
    /** RFC 3339, UTC, with microseconds. */
    readonly t: string;
    readonly event: string;
    readonly reason: string;
    /** Ordinal in the input log of the record that caused this one: the key that joins everything. */
    readonly position: number;
  }[];
  readonly risk: {
    readonly decision: string;
    readonly reason: string;
    readonly checks: readonly ({
      readonly name: string;
      readonly value: number | "Infinity" | "-Infinity" | "NaN";
      readonly limit: number | "Infinity" | "-Infinity" | "NaN";
    })[];
  } | null;
  readonly signal: Signal | null;
  readonly prediction: Prediction | null;
  readonly prediction_reason: string | null;
  readonly features: {
    /** Ordinal in the input log of the record that caused this one: the key that joins everything. */
    readonly position: number;
    /** RFC 3339, UTC, with microseconds. */
    readonly t: string;
    readonly set: number;
    readonly values: Readonly<Record<string, number | "Infinity" | "-Infinity" | "NaN">>;
  } | null;
  readonly tick:
    | Readonly<Record<string, string | number | "Infinity" | "-Infinity" | "NaN">>
    | null;
  readonly order_tick:
    | Readonly<Record<string, string | number | "Infinity" | "-Infinity" | "NaN">>
    | null;
  readonly hops: readonly ({
    readonly name: string;
    readonly at: string | null;
    readonly after: string | null;
    readonly took_us: number | null;
  })[];
  readonly order_to_fill_us: number;
  /** The order's trace in the collector that spans are sent to. */
  readonly trace_id: string;
}

/** Position, as the API tells it. */
export interface Position {
  readonly symbol: string;
  /** RFC 3339, UTC, with microseconds. */
  readonly t: string;
  readonly account: string;
  readonly strategy_id: string;
  readonly side: "long" | "short" | "flat";
  /** Signed: long above zero, short below. */
  readonly qty: string;
  readonly avg_entry_price: string | null;
  /** An exact decimal. */
  readonly current_price: string;
  /** An exact decimal. */
  readonly unrealized_pl: string;
  /** Before fees. */
  readonly realized_pl: string;
  /** An exact decimal. */
  readonly fees: string;
  /** Paid; negative where it was received. */
  readonly funding: string;
  readonly currency: string;
  readonly fills: number;
  /** Ordinal in the input log of the record that caused this one: the key that joins everything. */
  readonly position: number;
}

/** Refusal, as the API tells it. */
export interface Refusal {
  /** RFC 3339, UTC, with microseconds. */
  readonly t: string;
  readonly source: string;
  readonly field: string;
  readonly value: string;
  readonly expected: string;
  readonly place: string;
  readonly count: number;
  /** Ordinal in the log of operations. */
  readonly position: number;
}

/** OrderCosts, as the API tells it. */
export interface OrderCosts {
  readonly client_order_id: string;
  readonly symbol: string;
  readonly account: string;
  readonly strategy_id: string;
  readonly side: "buy" | "sell";
  /** Event time at which it was decided. */
  readonly t: string;
  readonly qty: string;
  readonly filled_qty: string;
  readonly filled_avg_price: string | null;
  /** The mid at the decision. */
  readonly arrival_price: string | null;
  readonly currency: string;
  readonly fills: number;
  /** Fill prices beyond the mid at the decision; above zero is paid. */
  readonly arrival_bps: number | null;
  /** The same in currency. */
  readonly arrival_cost: number;
  /** Fill prices beyond the mid at the fill: the effective half spread. */
  readonly mid_bps: number | null;
  /** The same in currency. */
  readonly mid_cost: number;
  /** The same in halves of the spread: 1 crossed it, -1 earned it. */
  readonly spread_share: number | null;
  readonly fees_bps: number | null;
  readonly fees: number;
  /** The mid 1 s after the fill; above zero it went our way. */
  readonly markout_1s_bps: number | null;
  readonly markout_10s_bps: number | null;
  readonly markout_60s_bps: number | null;
  readonly position: number;
}

/** StrategyCosts, as the API tells it. */
export interface StrategyCosts {
  readonly strategy_id: string;
  readonly currency: string;
  readonly orders: number;
  readonly fills: number;
  /** Mean over the orders of the part that was filled. */
  readonly filled_share: number;
  /** Fill prices beyond the mid at the decision; above zero is paid. */
  readonly arrival_bps: number | null;
  /** The same in currency. */
  readonly arrival_cost: number;
  /** Fill prices beyond the mid at the fill: the effective half spread. */
  readonly mid_bps: number | null;
  /** The same in currency. */
  readonly mid_cost: number;
  /** The same in halves of the spread: 1 crossed it, -1 earned it. */
  readonly spread_share: number | null;
  readonly fees_bps: number | null;
  readonly fees: number;
  /** The mid 1 s after the fill; above zero it went our way. */
  readonly markout_1s_bps: number | null;
  readonly markout_10s_bps: number | null;
  readonly markout_60s_bps: number | null;
}

/** OrderPreview, as the API tells it. */
export interface OrderPreview {
  readonly symbol: string;
  readonly account: string;
  readonly side: "buy" | "sell";
  readonly type: string;
  readonly time_in_force: string;
  readonly qty: string;
  readonly limit_price: string | null;
  readonly stop_price: string | null;
  readonly reference_price: string | null;
  readonly takes: boolean;
  readonly notional: number | "Infinity" | "-Infinity" | "NaN" | null;
  readonly position_before: string;
  readonly position_after: string;
  readonly trading_state: string;
  readonly remarks: readonly string[];
}

/** CancelResult, as the API tells it. */
export interface CancelResult {
  readonly client_order_id: string;
  readonly status: "requested" | "refused";
  readonly position: number | null;
  readonly reason: string;
}

/** OrderRequest, as the API tells it. */
export interface OrderRequest {
  readonly client_order_id: string;
  readonly command: "cancel" | "replace";
  /** Of the request in the input log. What became of it the order tells: its status, or cancel_reject. */
  readonly position: number;
}

/** TradingState, as the API tells it. */
export interface TradingState {
  /** Empty: every account. */
  readonly account: string;
  readonly state: "active" | "reducing" | "halted";
  readonly reason: string;
  readonly position: number | null;
}

/** Stop, as the API tells it. */
export interface Stop {
  /** Empty: every account. */
  readonly account: string;
  readonly state: "active" | "reducing" | "halted";
  readonly reason: string;
  readonly position: number | null;
  readonly flatten: boolean;
  readonly acknowledgements: readonly {
    readonly actor: string;
    readonly position: number;
    /** Records it emitted because of it, cancels for one. */
    readonly emitted: number;
  }[];
  /** Whether every actor has acknowledged. */
  readonly complete: boolean;
  /** Orders that still worked when the answer was given. */
  readonly working: number;
  /** Positions open when the answer was given. */
  readonly open_positions: number;
  readonly waited_ms: number;
}

/** Limit, as the API tells it. */
export interface Limit {
  readonly name: string;
  readonly value: number;
  readonly default: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly unit: string;
  readonly description: string;
  /** Whether one instrument may have its own. */
  readonly per_instrument: boolean;
  readonly source: "default" | "all" | "account" | "instrument";
}

/** Limits, as the API tells it. */
export interface Limits {
  /** A change has to name the version it was made from; the ETag. */
  readonly version: number;
  /** Empty: every account. */
  readonly account: string;
  /** Null: every instrument. */
  readonly symbol: string | null;
  readonly limits: readonly Limit[];
}

/** LimitChange, as the API tells it. */
export interface LimitChange {
  /** RFC 3339, UTC, with microseconds. */
  readonly t: string;
  readonly account: string;
  readonly symbol: string | null;
  readonly outcome: "applied" | "refused";
  readonly version: number;
  readonly limits: readonly {
    readonly name: string;
    readonly before: number;
    readonly after: number;
    readonly reset: boolean;
  }[];
  readonly reason: string;
  readonly position: number;
}

/** RiskStatus, as the API tells it. */
export interface RiskStatus {
  readonly account: string;
  readonly state: "active" | "reducing" | "halted";
  readonly reason: string;
  /** When the newest order was checked. */
  readonly t: string | null;
  readonly usage: readonly {
    readonly check: string;
    /** What the order would make of it. */
    readonly value: number;
    readonly limit: number;
  }[];
  /** Orders approved since the gateway began. */
  readonly approved: number;
  readonly denied: number;
}

/** Denial, as the API tells it. */
export interface Denial {
  readonly code: string;
  readonly means: string;
  readonly limit: string | null;
  readonly reducing_passes: boolean;
  readonly todo: string;
}

/** RiskDecision, as the API tells it. */
export interface RiskDecision {
  /** RFC 3339, UTC, with microseconds. */
  readonly t: string;
  readonly symbol: string;
  readonly account: string;
  readonly strategy_id: string;
  readonly client_order_id: string;
  readonly decision: "approved" | "denied";
  readonly reason: string;
  readonly checks: readonly {
    readonly check: string;
    /** What the order would make of it. */
    readonly value: number;
    readonly limit: number;
  }[];
  readonly position: number;
}

/** Deadman, as the API tells it. */
export interface Deadman {
  readonly account: string;
  readonly armed: boolean;
  readonly timeout_s: number;
  readonly flatten: boolean;
  readonly last_heartbeat_at: string | null;
  readonly due_at: string | null;
}

/** Correction, as the API tells it. */
export interface Correction {
  /** RFC 3339, UTC, with microseconds. */
  readonly t: string;
  readonly symbol: string | null;
  readonly account: string;
  readonly venue: string;
  readonly origin: string;
  readonly action: string;
  readonly situation: string;
  readonly client_order_id: string;
  readonly venue_order_id: string;
  readonly trade_id: string;
  readonly ours: string;
  readonly theirs: string;
  readonly reason: string;
  readonly position: number;
}

/** Reconciliation, as the API tells it. */
export interface Reconciliation {
  readonly account: string;
  readonly request_id: string;
  readonly position: number;
}

/** Algorithm, as the API tells it. */
export interface Algorithm {
  readonly name: string;
  readonly description: string;
  readonly parameters: readonly {
    readonly name: string;
    readonly default: number;
    readonly minimum: number;
    readonly maximum: number;
    readonly description: string;
  }[];
}

/** AlgorithmOrder, as the API tells it. */
export interface AlgorithmOrder {
  readonly client_order_id: string;
  readonly symbol: string;
  readonly account: string;
  readonly strategy_id: string;
  readonly algorithm: string;
  readonly parameters: Readonly<Record<string, number>>;
  readonly status: string;
  readonly side: "buy" | "sell";
  readonly qty: string;
  readonly limit_price: string | null;
  readonly filled_qty: string;
  readonly filled_avg_price: string | null;
  readonly arrival_price: string;
  readonly children: number;
  /** RFC 3339, UTC, with microseconds. */
  readonly start_at: string;
  /** RFC 3339, UTC, with microseconds. */
  readonly end_at: string;
  readonly reason: string;
  readonly position: number;
}

/** Portfolio, as the API tells it. */
export interface Portfolio {
  readonly account: string;
  readonly paper: true;
  readonly currency: string;
  readonly capital: number | "Infinity" | "-Infinity" | "NaN";
  readonly equity: number | "Infinity" | "-Infinity" | "NaN";
  readonly cash: number | "Infinity" | "-Infinity" | "NaN";
  readonly realized_pl: number | "Infinity" | "-Infinity" | "NaN";
  readonly unrealized_pl: number | "Infinity" | "-Infinity" | "NaN";
  readonly fees: number | "Infinity" | "-Infinity" | "NaN";
  readonly funding: number | "Infinity" | "-Infinity" | "NaN";
  readonly gross_exposure: number | "Infinity" | "-Infinity" | "NaN";
  readonly net_exposure: number | "Infinity" | "-Infinity" | "NaN";
  readonly balances: readonly ({
    readonly currency: string;
    readonly cash: number | "Infinity" | "-Infinity" | "NaN";
    readonly net_exposure: number | "Infinity" | "-Infinity" | "NaN";
    /** Into the currency of the account. */
    readonly rate: number | "Infinity" | "-Infinity" | "NaN" | null;
    /** base, configured, or the instrument that tells it. */
    readonly rate_source: string;
  })[];
  readonly strategies: readonly ({
    readonly strategy_id: string;
    readonly cash: number | "Infinity" | "-Infinity" | "NaN";
    readonly realized_pl: number | "Infinity" | "-Infinity" | "NaN";
    readonly unrealized_pl: number | "Infinity" | "-Infinity" | "NaN";
    readonly fees: number | "Infinity" | "-Infinity" | "NaN";
    readonly funding: number | "Infinity" | "-Infinity" | "NaN";
    readonly gross_exposure: number | "Infinity" | "-Infinity" | "NaN";
    readonly net_exposure: number | "Infinity" | "-Infinity" | "NaN";
  })[];
  /** What is in no sum, and why. */
  readonly warnings: readonly string[];
  readonly positions: readonly Position[];
}

/** Rebalance, as the API tells it. */
export interface Rebalance {
  readonly plan_id: string;
  readonly account: string;
  readonly executed: boolean;
  readonly capital: number | "Infinity" | "-Infinity" | "NaN";
  readonly turnover: number | "Infinity" | "-Infinity" | "NaN";
  readonly cost: number | "Infinity" | "-Infinity" | "NaN";
  readonly cash_after: number | "Infinity" | "-Infinity" | "NaN";
  readonly weights: readonly ({
    readonly symbol: string;
    readonly before: number | "Infinity" | "-Infinity" | "NaN";
    readonly target: number | "Infinity" | "-Infinity" | "NaN";
    readonly after: number | "Infinity" | "-Infinity" | "NaN";
  })[];
  readonly orders: readonly ({
    readonly symbol: string;
    readonly side: "buy" | "sell";
    /** An exact decimal. */
    readonly qty: string;
    readonly notional: number | "Infinity" | "-Infinity" | "NaN";
    readonly cost: number | "Infinity" | "-Infinity" | "NaN";
  })[];
  readonly sent: readonly Order[];
}

/** SignalNow, as the API tells it. */
export interface SignalNow {
  readonly symbol: string;
  /** RFC 3339, UTC, with microseconds. */
  readonly t: string;
  readonly side: "long" | "short" | "flat";
  readonly confidence: number | "Infinity" | "-Infinity" | "NaN";
  readonly probability_up: number | "Infinity" | "-Infinity" | "NaN";
  readonly horizon_us: number;
  /** An exact decimal. */
  readonly reference_price: string;
  readonly model: string;
  /** Ordinal in the input log of the record that caused this one: the key that joins everything. */
  readonly position: number;
}

/** BacktestComparison, as the API tells it. */
export interface BacktestComparison {
  readonly backtests: readonly {
    readonly id: string;
    readonly state: string;
    readonly request: Readonly<Record<string, unknown>>;
  }[];
  readonly figures: readonly ({
    readonly name: string;
    readonly values: readonly (number | "Infinity" | "-Infinity" | "NaN" | null)[];
    readonly difference: number | "Infinity" | "-Infinity" | "NaN" | null;
  })[];
}

/** Strategy, as the API tells it. */
export interface Strategy {
  readonly name: string;
  readonly about: string;
  readonly engine: "actors" | "columns" | "bars";
  readonly settings: readonly ({
    readonly name: string;
    readonly default: number | "Infinity" | "-Infinity" | "NaN";
    readonly minimum: number | "Infinity" | "-Infinity" | "NaN";
    readonly maximum: number | "Infinity" | "-Infinity" | "NaN";
    readonly comment: string;
  })[];
}

/** Recording, as the API tells it. */
export interface Recording {
  readonly name: string;
  readonly bytes: number;
}

/** Backtest, as the API tells it. */
export interface Backtest {
  readonly id: string;
  readonly state: "queued" | "running" | "done" | "failed" | "cancelled";
  readonly progress: number | "Infinity" | "-Infinity" | "NaN";
  readonly eta_seconds: number | "Infinity" | "-Infinity" | "NaN" | null;
  /** RFC 3339, UTC, with microseconds. */
  readonly created_at: string;
  readonly started_at: string | null;
  readonly finished_at: string | null;
  readonly request: Readonly<Record<string, unknown>>;
  readonly error: string;
  /** Figures as npm run backtest -- --json prints them. */
  readonly result: Readonly<Record<string, unknown>> | null;
}

/** EquityPoint, as the API tells it. */
export interface EquityPoint {
  /** RFC 3339, UTC, with microseconds. */
  readonly t: string;
  readonly equity: number | "Infinity" | "-Infinity" | "NaN";
}

/** BacktestFill, as the API tells it. */
export type BacktestFill = Readonly<Record<string, string>>;

/** LiveStrategy, as the API tells it. */
export interface LiveStrategy {
  readonly name: string;
  /** false: it opens nothing, and leaves what it holds by its own rules. */
  readonly running: boolean;
  readonly settings: readonly ({
    readonly name: string;
    readonly value: number | "Infinity" | "-Infinity" | "NaN";
    readonly default: number | "Infinity" | "-Infinity" | "NaN";
    readonly minimum: number | "Infinity" | "-Infinity" | "NaN";
    readonly maximum: number | "Infinity" | "-Infinity" | "NaN";
    readonly comment: string;
  })[];
  /** Of the newest change; empty where there was none. */
  readonly reason: string;
  /** Of the newest change in the input log: everything after it decides by it. */
  readonly position: number | null;
}

/** Alert, as the API tells it. */
export interface Alert {
  /** The same for as long as its cause is there. */
  readonly id: string;
  readonly severity: "critical" | "warning" | "notice";
  readonly source: string;
  readonly title: string;
  readonly detail: string;
  /** RFC 3339, UTC, with microseconds. */
  readonly since: string;
}

/** Replay, as the API tells it. */
export interface Replay {
  readonly id: string;
  /** waiting: nobody listens, so it stands still. */
  readonly state: "waiting" | "running" | "paused" | "done" | "stopped";
  readonly symbol: string;
  readonly kinds: readonly ("quotes" | "trades")[];
  /** RFC 3339, UTC, with microseconds. */
  readonly from: string;
  /** RFC 3339, UTC, with microseconds. */
  readonly to: string;
  readonly speed: number | "Infinity" | "-Infinity" | "NaN";
  /** Where its clock stands; null before the first item. */
  readonly time: string | null;
  /** Items that were told. */
  readonly items: number;
  /** RFC 3339, UTC, with microseconds. */
  readonly created_at: string;
}

/** ModelVersion, as the API tells it. */
export interface ModelVersion {
  readonly version: number;
  readonly sha256: string;
  /** serving is traded on, shadow is recorded and scored only, kept does not run. */
  readonly state: "serving" | "shadow" | "kept";
  /** Serves until it is unpinned. */
  readonly pinned: boolean;
  readonly summary: string;
  readonly algorithm: string;
  readonly label: string;
  /** Microseconds ahead; 0 for the next move of the mid price. */
  readonly horizon_us: number;
  /** Vectors that one prediction reads; 1 but for a sequence model. */
  readonly window_rows: number;
  readonly bytes: number;
  /** RFC 3339, UTC, with microseconds. */
  readonly stored_at: string;
}

/** Model, as the API tells it. */
export interface Model {
  readonly name: string;
  /** The version that serves. */
  readonly serving: number | null;
  /** The version that a rollback leads to. */
  readonly former: number | null;
  readonly versions: readonly ModelVersion[];
}

/** LineUp, as the API tells it. */
export interface LineUp {
  /** Position of the input log from which on these models predict. */
  readonly position: number | null;
  readonly models: readonly ({
    readonly name: string;
    readonly version: number;
    readonly sha256: string;
    readonly role: "serving" | "shadow";
    readonly pinned: boolean;
  })[];
}

/** ModelChange, as the API tells it. */
export interface ModelChange {
  readonly position: number;
  /** RFC 3339, UTC, with microseconds. */
  readonly t: string;
  readonly model: string;
  readonly action: string;
  readonly version: number | null;
  readonly reason: string;
}

/** ModelDetail, as the API tells it. */
export interface ModelDetail {
  readonly name: string;
  /** The version that serves. */
  readonly serving: number | null;
  /** The version that a rollback leads to. */
  readonly former: number | null;
  readonly versions: readonly ModelVersion[];
  /** card.json of the version that serves. */
  readonly card: Readonly<Record<string, unknown>>;
  /** Newest first. */
  readonly changes: readonly ModelChange[];
}

/** Score, as the API tells it. */
export interface Score {
  readonly group: string;
  readonly predictions: number;
  readonly votes: number | "Infinity" | "-Infinity" | "NaN";
  readonly accuracy: number | "Infinity" | "-Infinity" | "NaN";
  readonly brier: number | "Infinity" | "-Infinity" | "NaN";
  readonly log_loss: number | "Infinity" | "-Infinity" | "NaN";
  readonly calibration_error: number | "Infinity" | "-Infinity" | "NaN";
  readonly base_rate: number | "Infinity" | "-Infinity" | "NaN";
}

/** ModelScores, as the API tells it. */
export interface ModelScores {
  readonly model: string;
  readonly version: number | null;
  readonly symbol: string | null;
  readonly from: string | null;
  readonly to: string | null;
  /** Made on warming, stale or gapped data, and left out here. */
  readonly excluded: number;
  readonly total: Score;
  readonly by_version: readonly Score[];
  readonly by_symbol: readonly Score[];
  /** By the larger probability, in steps of 0.05. */
  readonly by_confidence: readonly Score[];
  /** By hour of event time, UTC. */
  readonly by_hour: readonly Score[];
  /** tight: one price step; usual: up to 3; wide. */
  readonly by_spread: readonly Score[];
  /** Volatility of 5 s over that of 300 s: calm below 0.5, usual, fast from 1.5. */
  readonly by_volatility: readonly Score[];
  readonly reliability: readonly ({
    readonly from: number | "Infinity" | "-Infinity" | "NaN";
    readonly to: number | "Infinity" | "-Infinity" | "NaN";
    readonly predictions: number;
    readonly votes: number | "Infinity" | "-Infinity" | "NaN";
    readonly said: number | "Infinity" | "-Infinity" | "NaN";
    readonly was: number | "Infinity" | "-Infinity" | "NaN";
  })[];
  readonly confusion: readonly ({
    readonly said: "up" | "down";
    readonly came: "up" | "down" | "flat";
    readonly predictions: number;
    readonly votes: number | "Infinity" | "-Infinity" | "NaN";
  })[];
}

/** ModelDrift, as the API tells it. */
export interface ModelDrift {
  readonly model: string;
  readonly version: number;
  /** Null: all those together of which the model has no reference of their own. */
  readonly instrument: string | null;
  /** Newest vectors compared; 0 before there are enough. */
  readonly vectors: number;
  /** Worst first. */
  readonly features: readonly ({
    readonly feature: string;
    readonly psi: number | "Infinity" | "-Infinity" | "NaN";
    readonly ks: number | "Infinity" | "-Infinity" | "NaN";
    readonly psi_limit: number | "Infinity" | "-Infinity" | "NaN";
    readonly ks_limit: number | "Infinity" | "-Infinity" | "NaN";
    readonly beyond: number | "Infinity" | "-Infinity" | "NaN";
    readonly beyond_limit: number | "Infinity" | "-Infinity" | "NaN";
    readonly level: "alike" | "moving" | "drifted";
  })[];
}

/** Promotion, as the API tells it. */
export interface Promotion {
  readonly model: string;
  readonly version: number;
  readonly against: {
    readonly model: string;
    readonly version: number;
  } | null;
  readonly may: boolean;
  readonly rules: readonly {
    readonly rule: string;
    readonly passed: boolean;
    readonly words: string;
  }[];
}

/** Every operation of the API. */
export class Rest extends Http {
  /** Whether everything runs: processes, source, lags, streams, tables, refusals: `GET /v1/health`. */
  getHealth(options: CallOptions = {}): Promise<Health> {
    return this.call("GET", `/v1/health`, {}, options);
  }

  /** Who asks, and what they may: `GET /v1/me`. */
  getMe(options: CallOptions = {}): Promise<Me> {
    return this.call("GET", `/v1/me`, {}, options);
  }

  /** API keys, without their secrets: `GET /v1/keys`. Needs the scope admin. */
  getKeys(options: CallOptions = {}): Promise<Page<Key>> {
    return this.call("GET", `/v1/keys`, {}, options);
  }

  /** Makes an API key; its secret is told this once: `POST /v1/keys`. Needs the scope admin. */
  postKey(body: {
    /** What it is for. Expected: 1 to 64 characters. */
    readonly name: string;
    /** read:market: instruments, quotes, bars, predictions, models, strategies; read:account: orders, fills, positions, signals, portfolios, backtests, exports of them; trade: orders, rebalances, backtests; risk: halt, reduce, resume, limits; admin: keys and the audit log. Expected: a list of read:market, read:account, trade, risk, admin. */
    readonly scopes: readonly ("read:market" | "read:account" | "trade" | "risk" | "admin")[];
    /** Only these accounts; every one unless told otherwise. Expected: a list of up to 50 names. */
    readonly accounts?: readonly string[];
    /** Only these strategies; every one unless told otherwise. Expected: a list of up to 50 names. */
    readonly strategies?: readonly string[];
    /** Days it is good for; 0 is without end. Expected: a whole number from 0 to 3650. */
    readonly expires_days?: number;
  }, options: CallOptions = {}): Promise<NewKey> {
    return this.call("POST", `/v1/keys`, { body }, options);
  }

  /** Revokes an API key at once, and the sessions it opened: `DELETE /v1/keys/{id}`. Needs the scope admin. */
  deleteKey(id: string, options: CallOptions = {}): Promise<Key> {
    return this.call("DELETE", `/v1/keys/${encodeURIComponent(id)}`, {}, options);
  }

  /** A ticket for one WebSocket: /v1/stream?ticket=…, once, within 30 seconds: `POST /v1/stream/tickets`. Needs the scope read:market. */
  postStreamTicket(options: CallOptions = {}): Promise<Ticket> {
    return this.call("POST", `/v1/stream/tickets`, {}, options);
  }

  /** Every call that could change something: who, what, and what became of it; newest first: `GET /v1/audit`. Needs the scope admin. */
  getAudit(query: {
    /** Items of a page; 100 unless told otherwise. Expected: a whole number from 1 to 1000. */
    readonly limit?: number;
    /** next_cursor of the page before; opaque. Expected: next_cursor of the page before. */
    readonly cursor?: string;
    /** Only of them. Expected: a who of this list. */
    readonly who?: string;
    /** Only of this request. Expected: an X-Request-Id. */
    readonly request_id?: string;
  } = {}, options: CallOptions = {}): Promise<Page<Audit>> {
    return this.call("GET", `/v1/audit`, { query }, options);
  }

  /** What can be traded, with its units: `GET /v1/instruments`. Needs the scope read:market. */
  getInstruments(options: CallOptions = {}): Promise<Page<Instrument>> {
    return this.call("GET", `/v1/instruments`, {}, options);
  }

  /** The best bid and offer of each instrument of the current session: `GET /v1/quotes/latest`. Needs the scope read:market. */
  getQuotesLatest(query: {
    /** Only of this instrument: a symbol of /v1/instruments. Expected: a symbol of /v1/instruments. */
    readonly symbol?: string;
  } = {}, options: CallOptions = {}): Promise<Page<Quote>> {
    return this.call("GET", `/v1/quotes/latest`, { query }, options);
  }

  /** Bars of one instrument, newest first: `GET /v1/bars`. Needs the scope read:market. */
  getBars(query: {
    /** Items of a page; 300 unless told otherwise. Expected: a whole number from 1 to 5000. */
    readonly limit?: number;
    /** next_cursor of the page before; opaque. Expected: next_cursor of the page before. */
    readonly cursor?: string;
    /** The instrument: a symbol of /v1/instruments. Expected: a symbol of /v1/instruments. */
    readonly symbol: string;
    /** Length of a bar; 1m unless told otherwise. Expected: 1s or 1m. */
    readonly timeframe?: "1s" | "1m";
  }, options: CallOptions = {}): Promise<Page<Bar>> {
    return this.call("GET", `/v1/bars`, { query }, options);
  }

  /** Best bids and offers of one instrument, newest first: `GET /v1/quotes`. Needs the scope read:market. */
  getQuotes(query: {
    /** Items of a page; 100 unless told otherwise. Expected: a whole number from 1 to 1000. */
    readonly limit?: number;
    /** next_cursor of the page before; opaque. Expected: next_cursor of the page before. */
    readonly cursor?: string;
    /** The instrument: a symbol of /v1/instruments. Expected: a symbol of /v1/instruments. */
    readonly symbol: string;
  }, options: CallOptions = {}): Promise<Page<Quote>> {
    return this.call("GET", `/v1/quotes`, { query }, options);
  }

  /** Prints on the tape of one instrument, newest first: `GET /v1/trades`. Needs the scope read:market. */
  getTrades(query: {
    /** Items of a page; 100 unless told otherwise. Expected: a whole number from 1 to 1000. */
    readonly limit?: number;
    /** next_cursor of the page before; opaque. Expected: next_cursor of the page before. */
    readonly cursor?: string;
    /** The instrument: a symbol of /v1/instruments. Expected: a symbol of /v1/instruments. */
    readonly symbol: string;
  }, options: CallOptions = {}): Promise<Page<Trade>> {
    return this.call("GET", `/v1/trades`, { query }, options);
  }

  /** What the models predicted, newest first: `GET /v1/predictions`. Needs the scope read:market. */
  getPredictions(query: {
    /** Items of a page; 100 unless told otherwise. Expected: a whole number from 1 to 1000. */
    readonly limit?: number;
    /** next_cursor of the page before; opaque. Expected: next_cursor of the page before. */
    readonly cursor?: string;
    /** Only of this instrument: a symbol of /v1/instruments. Expected: a symbol of /v1/instruments. */
    readonly symbol?: string;
  } = {}, options: CallOptions = {}): Promise<Page<Prediction>> {
    return this.call("GET", `/v1/predictions`, { query }, options);
  }

  /** What strategies wished, and why, newest first: `GET /v1/signals`. Needs the scope read:account. */
  getSignals(query: {
    /** Items of a page; 100 unless told otherwise. Expected: a whole number from 1 to 1000. */
    readonly limit?: number;
    /** next_cursor of the page before; opaque. Expected: next_cursor of the page before. */
    readonly cursor?: string;
    /** Only of this instrument: a symbol of /v1/instruments. Expected: a symbol of /v1/instruments. */
    readonly symbol?: string;
    /** Only of this strategy. Expected: up to 64 letters, digits, . _ @ or -. */
    readonly strategy?: string;
  } = {}, options: CallOptions = {}): Promise<Page<Signal>> {
    return this.call("GET", `/v1/signals`, { query }, options);
  }

  /** What the models say now, surest first; strategies are not asked, and nothing is traded: `POST /v1/signals`. Needs the scope read:market. */
  postSignal(body: {
    /** Only these instruments; all unless told otherwise. Expected: a list of symbols. */
    readonly symbols?: readonly string[];
    /** Least distance of the probability from one half, times two. Expected: a number from 0 to 1. */
    readonly min_confidence?: number;
  } = {}, options: CallOptions = {}): Promise<Page<SignalNow>> {
    return this.call("POST", `/v1/signals`, { body }, options);
  }

  /** Orders and where each stands, newest first; or those of one client_order_id: `GET /v1/orders`. Needs the scope read:account. */
  getOrders(query: {
    /** Items of a page; 100 unless told otherwise. Expected: a whole number from 1 to 1000. */
    readonly limit?: number;
    /** next_cursor of the page before; opaque. Expected: next_cursor of the page before. */
    readonly cursor?: string;
    /** Only of this instrument: a symbol of /v1/instruments. Expected: a symbol of /v1/instruments. */
    readonly symbol?: string;
    /** Only of this strategy. Expected: up to 64 letters, digits, . _ @ or -. */
    readonly strategy?: string;
    /** Only the order of this id. Expected: 1 to 64 letters, digits, . _ : / or -. */
    readonly client_order_id?: string;
  } = {}, options: CallOptions = {}): Promise<Page<Order>> {
    return this.call("GET", `/v1/orders`, { query }, options);
  }

  /** Asks to cancel every working order, of an instrument or a strategy where told: `DELETE /v1/orders`. Needs the scope trade. */
  deleteOrders(query: {
    /** Only of this instrument: a symbol of /v1/instruments. Expected: a symbol of /v1/instruments. */
    readonly symbol?: string;
    /** Only of this strategy. Expected: up to 64 letters, digits, . _ @ or -. */
    readonly strategy?: string;
  } = {}, options: CallOptions = {}): Promise<Page<CancelResult>> {
    return this.call("DELETE", `/v1/orders`, { query }, options);
  }

  /** Submits an order, and answers when risk and venue have said what becomes of it: `POST /v1/orders`. Needs the scope trade. */
  postOrder(body: {
    /** The instrument. Expected: a symbol of /v1/instruments. */
    readonly symbol: string;
    /** Side. Expected: buy or sell. */
    readonly side: "buy" | "sell";
    /** Quantity. Expected: a decimal above 0 as text. */
    readonly qty: string;
    /** Order type; limit where there is a limit price, else market. Expected: one of market, limit, stop, stop_limit, trailing_stop, market_to_limit. */
    readonly type?:
      | "market"
      | "limit"
      | "stop"
      | "stop_limit"
      | "trailing_stop"
      | "market_to_limit";
    /** How long it works; day unless told otherwise, ioc for a market order. Expected: one of day, gtc, ioc, fok, gtd. */
    readonly time_in_force?: "day" | "gtc" | "ioc" | "fok" | "gtd";
    /** Limit price. Expected: a decimal as text, such as "100.25". */
    readonly limit_price?: string;
    /** Price that triggers a stop. Expected: a decimal as text, such as "100.25". */
    readonly stop_price?: string;
    /** Distance a trailing stop keeps. Expected: a decimal as text, such as "100.25". */
    readonly trail?: string;
    /** post_only: never takes; reduce_only: never adds to a position. Expected: a list of post_only, reduce_only. */
    readonly exec_inst?: readonly ("post_only" | "reduce_only")[];
    /** When a gtd order ends, by the clock of the market. Expected: an RFC 3339 time. */
    readonly expire_at?: string;
    /** Your id of the order: the same one is one order, however often it is sent. Expected: 1 to 64 letters, digits, . _ : or -. */
    readonly client_order_id?: string;
    /** Orders of one list: a fill of one cancels the others. Expected: 1 to 64 letters, digits, . _ : or -. */
    readonly order_list_id?: string;
    /** The algorithm that works it in slices; a market or limit order only. Expected: one of twap, vwap, pov, iceberg, implementation-shortfall. */
    readonly algorithm?: "twap" | "vwap" | "pov" | "iceberg" | "implementation-shortfall";
    /** What the algorithm is told: see GET /v1/algorithms. Expected: an object of numbers. */
    readonly algorithm_parameters?: Readonly<Record<string, number>>;
    /** The order that must be filled before this one begins. Expected: 1 to 64 letters, digits, . _ : or -. */
    readonly parent_order_id?: string;
    /** Why. Expected: up to 200 characters. */
    readonly reason?: string;
  }, options: CallOptions = {}): Promise<Order> {
    return this.call("POST", `/v1/orders`, { body }, options);
  }

  /** Our executions, newest first: `GET /v1/fills`. Needs the scope read:account. */
  getFills(query: {
    /** Items of a page; 100 unless told otherwise. Expected: a whole number from 1 to 1000. */
    readonly limit?: number;
    /** next_cursor of the page before; opaque. Expected: next_cursor of the page before. */
    readonly cursor?: string;
    /** Only of this instrument: a symbol of /v1/instruments. Expected: a symbol of /v1/instruments. */
    readonly symbol?: string;
    /** Only of this strategy. Expected: up to 64 letters, digits, . _ @ or -. */
    readonly strategy?: string;
  } = {}, options: CallOptions = {}): Promise<Page<Fill>> {
    return this.call("GET", `/v1/fills`, { query }, options);
  }

  /** Everything that led to a fill: order, risk check, signal, prediction, features, tick, time: `GET /v1/fills/{id}/why`. Needs the scope read:account. */
  getFillWhy(id: string, options: CallOptions = {}): Promise<Why> {
    return this.call("GET", `/v1/fills/${encodeURIComponent(id)}/why`, {}, options);
  }

  /** What each strategy holds in each instrument now: `GET /v1/positions`. Needs the scope read:account. */
  getPositions(query: {
    /** Items of a page; 100 unless told otherwise. Expected: a whole number from 1 to 1000. */
    readonly limit?: number;
    /** next_cursor of the page before; opaque. Expected: next_cursor of the page before. */
    readonly cursor?: string;
    /** Only of this instrument: a symbol of /v1/instruments. Expected: a symbol of /v1/instruments. */
    readonly symbol?: string;
    /** Only of this strategy. Expected: up to 64 letters, digits, . _ @ or -. */
    readonly strategy?: string;
  } = {}, options: CallOptions = {}): Promise<Page<Position>> {
    return this.call("GET", `/v1/positions`, { query }, options);
  }

  /** Input that was refused at the edge, newest first: `GET /v1/refusals`. Needs the scope read:account. */
  getRefusals(query: {
    /** Items of a page; 100 unless told otherwise. Expected: a whole number from 1 to 1000. */
    readonly limit?: number;
    /** next_cursor of the page before; opaque. Expected: next_cursor of the page before. */
    readonly cursor?: string;
  } = {}, options: CallOptions = {}): Promise<Page<Refusal>> {
    return this.call("GET", `/v1/refusals`, { query }, options);
  }

  /** What orders cost, newest first: arrival slippage, effective spread, fees, markouts: `GET /v1/tca`. Needs the scope read:account. */
  getTca(query: {
    /** Items of a page; 100 unless told otherwise. Expected: a whole number from 1 to 200. */
    readonly limit?: number;
    /** next_cursor of the page before; opaque. Expected: next_cursor of the page before. */
    readonly cursor?: string;
    /** Only of this instrument: a symbol of /v1/instruments. Expected: a symbol of /v1/instruments. */
    readonly symbol?: string;
    /** Only of this strategy. Expected: up to 64 letters, digits, . _ @ or -. */
    readonly strategy?: string;
    /** Only the order of this id. Expected: 1 to 64 letters, digits, . _ : / or -. */
    readonly client_order_id?: string;
  } = {}, options: CallOptions = {}): Promise<Page<OrderCosts>> {
    return this.call("GET", `/v1/tca`, { query }, options);
  }

  /** What an order would be: checked like one, priced at the book, and not sent: `POST /v1/orders/preview`. Needs the scope trade. */
  postOrdersPreview(body: {
    /** The instrument. Expected: a symbol of /v1/instruments. */
    readonly symbol: string;
    /** Side. Expected: buy or sell. */
    readonly side: "buy" | "sell";
    /** Quantity. Expected: a decimal above 0 as text. */
    readonly qty: string;
    /** Order type; limit where there is a limit price, else market. Expected: one of market, limit, stop, stop_limit, trailing_stop, market_to_limit. */
    readonly type?:
      | "market"
      | "limit"
      | "stop"
      | "stop_limit"
      | "trailing_stop"
      | "market_to_limit";
    /** How long it works; day unless told otherwise, ioc for a market order. Expected: one of day, gtc, ioc, fok, gtd. */
    readonly time_in_force?: "day" | "gtc" | "ioc" | "fok" | "gtd";
    /** Limit price. Expected: a decimal as text, such as "100.25". */
    readonly limit_price?: string;
    /** Price that triggers a stop. Expected: a decimal as text, such as "100.25". */
    readonly stop_price?: string;
    /** Distance a trailing stop keeps. Expected: a decimal as text, such as "100.25". */
    readonly trail?: string;
    /** post_only: never takes; reduce_only: never adds to a position. Expected: a list of post_only, reduce_only. */
    readonly exec_inst?: readonly ("post_only" | "reduce_only")[];
    /** When a gtd order ends, by the clock of the market. Expected: an RFC 3339 time. */
    readonly expire_at?: string;
    /** Your id of the order: the same one is one order, however often it is sent. Expected: 1 to 64 letters, digits, . _ : or -. */
    readonly client_order_id?: string;
    /** Orders of one list: a fill of one cancels the others. Expected: 1 to 64 letters, digits, . _ : or -. */
    readonly order_list_id?: string;
    /** The algorithm that works it in slices; a market or limit order only. Expected: one of twap, vwap, pov, iceberg, implementation-shortfall. */
    readonly algorithm?: "twap" | "vwap" | "pov" | "iceberg" | "implementation-shortfall";
    /** What the algorithm is told: see GET /v1/algorithms. Expected: an object of numbers. */
    readonly algorithm_parameters?: Readonly<Record<string, number>>;
    /** The order that must be filled before this one begins. Expected: 1 to 64 letters, digits, . _ : or -. */
    readonly parent_order_id?: string;
    /** Why. Expected: up to 200 characters. */
    readonly reason?: string;
  }, options: CallOptions = {}): Promise<OrderPreview> {
    return this.call("POST", `/v1/orders/preview`, { body }, options);
  }

  /** Asks to cancel these orders; each has its own result: `POST /v1/orders/cancel`. Needs the scope trade. */
  postOrdersCancel(body: {
    /** The orders. Expected: a list of 1 to 500 ids. */
    readonly client_order_ids: readonly string[];
  }, options: CallOptions = {}): Promise<Page<CancelResult>> {
    return this.call("POST", `/v1/orders/cancel`, { body }, options);
  }

  /** One order by its client_order_id: `GET /v1/orders/{id}`. Needs the scope read:account. */
  getOrder(id: string, options: CallOptions = {}): Promise<Order> {
    return this.call("GET", `/v1/orders/${encodeURIComponent(id)}`, {}, options);
  }

  /** Replaces price, stop or quantity of a working order: the same order goes on: `PATCH /v1/orders/{id}`. Needs the scope trade. */
  patchOrder(id: string, body: {
    /** New quantity. Expected: a decimal as text, such as "100.25". */
    readonly qty?: string;
    /** New limit price. Expected: a decimal as text, such as "100.25". */
    readonly limit_price?: string;
    /** New stop price. Expected: a decimal as text, such as "100.25". */
    readonly stop_price?: string;
  } = {}, options: CallOptions = {}): Promise<OrderRequest> {
    return this.call("PATCH", `/v1/orders/${encodeURIComponent(id)}`, { body }, options);
  }

  /** Asks to cancel a working order: `DELETE /v1/orders/{id}`. Needs the scope trade. */
  deleteOrder(id: string, options: CallOptions = {}): Promise<OrderRequest> {
    return this.call("DELETE", `/v1/orders/${encodeURIComponent(id)}`, {}, options);
  }

  /** What may be sent now: anything, only what reduces, or nothing: `GET /v1/trading-state`. Needs the scope read:account. */
  getTradingState(options: CallOptions = {}): Promise<TradingState> {
    return this.call("GET", `/v1/trading-state`, {}, options);
  }

  /** Halts trading: working orders are canceled, new ones denied, and where asked positions closed; answers with the proof: `POST /v1/halt`. Needs the scope risk. */
  postHalt(body: {
    /** Why; it is kept for ever. Expected: 3 to 200 characters. */
    readonly reason: string;
    /** Only this account; every account unless told otherwise. Expected: the name of an account. */
    readonly account?: string;
    /** Closes every position as well, by market orders that only reduce. Expected: true or false. */
    readonly flatten?: boolean;
  }, options: CallOptions = {}): Promise<Stop> {
    return this.call("POST", `/v1/halt`, { body }, options);
  }

  /** Lets only orders pass that bring a position towards zero: `POST /v1/reduce`. Needs the scope risk. */
  postReduce(body: {
    /** Why; it is kept for ever. Expected: 3 to 200 characters. */
    readonly reason: string;
    /** Only this account; every account unless told otherwise. Expected: the name of an account. */
    readonly account?: string;
  }, options: CallOptions = {}): Promise<Stop> {
    return this.call("POST", `/v1/reduce`, { body }, options);
  }

  /** Arms trading again: `POST /v1/resume`. Needs the scope risk. */
  postResume(body: {
    /** Why; it is kept for ever. Expected: 3 to 200 characters. */
    readonly reason: string;
    /** Only this account; every account unless told otherwise. Expected: the name of an account. */
    readonly account?: string;
  }, options: CallOptions = {}): Promise<Stop> {
    return this.call("POST", `/v1/resume`, { body }, options);
  }

  /** The risk limits in force, of an account and an instrument where asked: `GET /v1/risk/limits`. Needs the scope read:account. */
  getRiskLimits(query: {
    /** Only this account; every account unless told otherwise. Expected: the name of an account. */
    readonly account?: string;
    /** Only of this instrument: a symbol of /v1/instruments. Expected: a symbol of /v1/instruments. */
    readonly symbol?: string;
  } = {}, options: CallOptions = {}): Promise<Limits> {
    return this.call("GET", `/v1/risk/limits`, { query }, options);
  }

  /** Changes risk limits, all of those named or none, from one position of the log on: `PUT /v1/risk/limits`. Needs the scope risk. */
  putRiskLimits(body: {
    /** New values by name; null goes back to what holds without this account or symbol. Expected: an object of numbers, of the names of GET /v1/risk/limits. */
    readonly limits: Readonly<Record<string, number | null>>;
    /** Only this account; every account unless told otherwise. Expected: the name of an account. */
    readonly account?: string;
    /** Only this instrument; every instrument unless told otherwise. Expected: a symbol of /v1/instruments. */
    readonly symbol?: string;
    /** Why; it is kept for ever. Expected: 3 to 200 characters. */
    readonly reason: string;
    /** The version the change was made from; or the header If-Match. Expected: a whole number. */
    readonly version?: number;
  }, options: CallOptions = {}): Promise<Limits> {
    return this.call("PUT", `/v1/risk/limits`, { body }, options);
  }

  /** Who changed which limit, and why, newest first; refused changes too: `GET /v1/risk/limits/changes`. Needs the scope read:account. */
  getRiskLimitsChanges(query: {
    /** Items of a page; 100 unless told otherwise. Expected: a whole number from 1 to 1000. */
    readonly limit?: number;
    /** next_cursor of the page before; opaque. Expected: next_cursor of the page before. */
    readonly cursor?: string;
  } = {}, options: CallOptions = {}): Promise<Page<LimitChange>> {
    return this.call("GET", `/v1/risk/limits/changes`, { query }, options);
  }

  /** What each account may send now, and how near its newest order came to each limit: `GET /v1/risk/status`. Needs the scope read:account. */
  getRiskStatus(options: CallOptions = {}): Promise<Page<RiskStatus>> {
    return this.call("GET", `/v1/risk/status`, {}, options);
  }

  /** Every code by which risk denies an order, what it means and what to do: `GET /v1/risk/denials`. Needs the scope read:market. */
  getRiskDenials(options: CallOptions = {}): Promise<Page<Denial>> {
    return this.call("GET", `/v1/risk/denials`, {}, options);
  }

  /** Risk checks with every limit that was looked at, newest first: `GET /v1/risk/decisions`. Needs the scope read:account. */
  getRiskDecisions(query: {
    /** Items of a page; 100 unless told otherwise. Expected: a whole number from 1 to 1000. */
    readonly limit?: number;
    /** next_cursor of the page before; opaque. Expected: next_cursor of the page before. */
    readonly cursor?: string;
    /** Only of this instrument: a symbol of /v1/instruments. Expected: a symbol of /v1/instruments. */
    readonly symbol?: string;
  } = {}, options: CallOptions = {}): Promise<Page<RiskDecision>> {
    return this.call("GET", `/v1/risk/decisions`, { query }, options);
  }

  /** Whether the dead-man's switch is armed, and when it is due: `GET /v1/deadman`. Needs the scope read:account. */
  getDeadman(query: {
    /** Only this account; every account unless told otherwise. Expected: the name of an account. */
    readonly account?: string;
  } = {}, options: CallOptions = {}): Promise<Deadman> {
    return this.call("GET", `/v1/deadman`, { query }, options);
  }

  /** Arms the dead-man's switch, and is its heartbeat: without the next one trading halts: `PUT /v1/deadman`. Needs the scope risk. */
  putDeadman(body: {
    /** Seconds until the next heartbeat is late; 0 disarms. Expected: a number from 0 to 3600. */
    readonly timeout_s: number;
    /** Whether a late heartbeat closes every position as well. Expected: true or false. */
    readonly flatten?: boolean;
    /** Only this account; every account unless told otherwise. Expected: the name of an account. */
    readonly account?: string;
  }, options: CallOptions = {}): Promise<Deadman> {
    return this.call("PUT", `/v1/deadman`, { body }, options);
  }

  /** Disarms the dead-man's switch: `DELETE /v1/deadman`. Needs the scope risk. */
  deleteDeadman(query: {
    /** Only this account; every account unless told otherwise. Expected: the name of an account. */
    readonly account?: string;
  } = {}, options: CallOptions = {}): Promise<Deadman> {
    return this.call("DELETE", `/v1/deadman`, { query }, options);
  }

  /** Differences to what venues say, and what was done about each, newest first: `GET /v1/reconciliation/corrections`. Needs the scope read:account. */
  getReconciliationCorrections(query: {
    /** Items of a page; 100 unless told otherwise. Expected: a whole number from 1 to 1000. */
    readonly limit?: number;
    /** next_cursor of the page before; opaque. Expected: next_cursor of the page before. */
    readonly cursor?: string;
  } = {}, options: CallOptions = {}): Promise<Page<Correction>> {
    return this.call("GET", `/v1/reconciliation/corrections`, { query }, options);
  }

  /** Asks the venue of an account for its orders, fills and positions, and compares: `POST /v1/reconciliation`. Needs the scope risk. */
  postReconciliation(body: {
    /** Only this account; every account unless told otherwise. Expected: the name of an account. */
    readonly account?: string;
    /** Why; it is kept for ever. Expected: 3 to 200 characters. */
    readonly reason: string;
  }, options: CallOptions = {}): Promise<Reconciliation> {
    return this.call("POST", `/v1/reconciliation`, { body }, options);
  }

  /** The execution algorithms, and what each can be told: `GET /v1/algorithms`. Needs the scope read:market. */
  getAlgorithms(options: CallOptions = {}): Promise<Page<Algorithm>> {
    return this.call("GET", `/v1/algorithms`, {}, options);
  }

  /** Orders that algorithms work or have worked, newest first: `GET /v1/algorithm-orders`. Needs the scope read:account. */
  getAlgorithmOrders(options: CallOptions = {}): Promise<Page<AlgorithmOrder>> {
    return this.call("GET", `/v1/algorithm-orders`, {}, options);
  }

  /** One order that an algorithm works, by its client_order_id: `GET /v1/algorithm-orders/{id}`. Needs the scope read:account. */
  getAlgorithmOrder(id: string, options: CallOptions = {}): Promise<AlgorithmOrder> {
    return this.call("GET", `/v1/algorithm-orders/${encodeURIComponent(id)}`, {}, options);
  }

  /** What an account holds and is worth; there is one so far: paper: `GET /v1/portfolio/{id}`. Needs the scope read:account. */
  getPortfolio(id: string, options: CallOptions = {}): Promise<Portfolio> {
    return this.call("GET", `/v1/portfolio/${encodeURIComponent(id)}`, {}, options);
  }

  /** Plans the orders that lead from what is held by hand to target weights, and sends them where asked: `POST /v1/portfolio/{id}/rebalance`. Needs the scope trade. */
  postPortfolioRebalance(id: string, body: {
    /** Weights by symbol, which sum to at most 1; what is missing is sold. Expected: an object of numbers from 0 to 1. */
    readonly targets?: Readonly<Record<string, number>>;
    /** Finds the weights out of the newest bars instead. Expected: one of minimum-variance, mean-variance, black-litterman, minimum-cvar, risk-parity, hierarchical-risk-parity, inverse-volatility, equal-weight. */
    readonly optimiser?:
      | "minimum-variance"
      | "mean-variance"
      | "black-litterman"
      | "minimum-cvar"
      | "risk-parity"
      | "hierarchical-risk-parity"
      | "inverse-volatility"
      | "equal-weight";
    /** Estimator. Expected: one of ledoit-wolf, sample, exponential, factor. */
    readonly covariance?: "ledoit-wolf" | "sample" | "exponential" | "factor";
    /** The instruments the optimiser may hold; all that are quoted unless told otherwise. Expected: a list of 2 to 500 symbols. */
    readonly symbols?: readonly string[];
    /** One-second bars the optimiser looks back. Expected: a whole number from 10 to 5000. */
    readonly bars?: number;
    /** Money to spread over the targets. Expected: a number from 1 to 1000000000. */
    readonly capital?: number;
    /** A weight that is off by less is left as it is. Expected: a number from 0 to 1. */
    readonly drift_band?: number;
    /** An order worth less is not sent. Expected: a number from 0 to 1000000. */
    readonly least_notional?: number;
    /** Sends the orders of the plan; else it is only shown. Expected: true or false. */
    readonly execute?: boolean;
    /** Sent twice, the orders of a plan are sent once. Expected: 1 to 32 letters, digits, . _ or -. */
    readonly plan_id?: string;
  } = {}, options: CallOptions = {}): Promise<Rebalance> {
    return this.call(
      "POST",
      `/v1/portfolio/${encodeURIComponent(id)}/rebalance`,
      { body },
      options,
    );
  }

  /** What an account traded, as one page to keep: `GET /v1/portfolio/{id}/tear-sheet`. Needs the scope read:account. */
  getPortfolioTearSheet(id: string, query: {
    /** Only of this strategy. Expected: up to 64 letters, digits, . _ @ or -. */
    readonly strategy?: string;
    /** Event time to begin at. Expected: an RFC 3339 time, such as 2026-01-02T14:30:00Z. */
    readonly from?: string;
    /** Event time to end before. Expected: an RFC 3339 time, such as 2026-01-02T14:30:00Z. */
    readonly to?: string;
  } = {}, options: CallOptions = {}): Promise<string> {
    return this.call("GET", `/v1/portfolio/${encodeURIComponent(id)}/tear-sheet`, {
      query,
      as: "text",
    }, options);
  }

  /** What an account traded: figures, months, drawdowns and round trips: `GET /v1/portfolio/{id}/statistics`. Needs the scope read:account. */
  getPortfolioStatistics(id: string, query: {
    /** Only of this strategy. Expected: up to 64 letters, digits, . _ @ or -. */
    readonly strategy?: string;
    /** Event time to begin at. Expected: an RFC 3339 time, such as 2026-01-02T14:30:00Z. */
    readonly from?: string;
    /** Event time to end before. Expected: an RFC 3339 time, such as 2026-01-02T14:30:00Z. */
    readonly to?: string;
  } = {}, options: CallOptions = {}): Promise<{
    readonly id: string;
    readonly account: string;
    readonly kind: "paper" | "live";
    readonly instruments: readonly string[];
    readonly statistics: Readonly<Record<string, unknown>>;
    readonly months: readonly Readonly<Record<string, unknown>>[];
    readonly drawdowns: readonly Readonly<Record<string, unknown>>[];
    readonly round_trips: readonly Readonly<Record<string, unknown>>[];
  }> {
    return this.call(
      "GET",
      `/v1/portfolio/${encodeURIComponent(id)}/statistics`,
      { query },
      options,
    );
  }

  /** The figures of some backtests beside one another, and the last less the first: `GET /v1/backtests/compare`. Needs the scope read:account. */
  getBacktestsCompare(query: {
    /** Their ids, with commas. Expected: 2 to 20 ids of /v1/backtests. */
    readonly ids: readonly string[];
  }, options: CallOptions = {}): Promise<BacktestComparison> {
    return this.call("GET", `/v1/backtests/compare`, { query }, options);
  }

  /** Strategies and their settings, with bounds: `GET /v1/strategies`. Needs the scope read:market. */
  getStrategies(options: CallOptions = {}): Promise<Page<Strategy>> {
    return this.call("GET", `/v1/strategies`, {}, options);
  }

  /** Recorded data that backtests may run over: what lies in the folder of recordings: `GET /v1/recordings`. Needs the scope read:market. */
  getRecordings(options: CallOptions = {}): Promise<Page<Recording>> {
    return this.call("GET", `/v1/recordings`, {}, options);
  }

  /** Runs a strategy over recorded or simulated data, as a job: `POST /v1/backtests`. Needs the scope trade. */
  postBacktest(body: {
    /** The strategy. Expected: one of grid-maker, book-imbalance, prediction-follower, imbalance-taker, moving-average-cross, breakout, mean-reversion. */
    readonly strategy:
      | "grid-maker"
      | "book-imbalance"
      | "prediction-follower"
      | "imbalance-taker"
      | "moving-average-cross"
      | "breakout"
      | "mean-reversion";
    /** A file or folder of /v1/recordings; the simulated market where there is none. Expected: a name of /v1/recordings. */
    readonly recording?: string;
    /** Of the simulated market. Expected: a whole number from 0 to 4294967295. */
    readonly seed?: number;
    /** Of the simulated market; 200000 unless told otherwise. Expected: a whole number from 1 to 1000000000. */
    readonly ticks?: number;
    /** Event time to begin at. Expected: an RFC 3339 time or a date. */
    readonly from?: string;
    /** Event time to end before. Expected: an RFC 3339 time or a date. */
    readonly to?: string;
    /** Settings by name: of the strategy, or of.name of another part. Expected: an object of numbers. */
    readonly settings?: Readonly<Record<string, number>>;
    /** Settings to try, each as from:to:step or a,b,c; every combination is run. Expected: an object of texts. */
    readonly sweep?: Readonly<Record<string, string>>;
    /** Only these instruments. Expected: a list of symbols. */
    readonly instruments?: readonly string[];
    /** Money at the start; 100000 unless told otherwise. Expected: a number above 0. */
    readonly capital?: number;
    /** Model of the queue; risk-averse unless told otherwise. Expected: one of risk-averse, power, power-of-whole, power-of-front, logarithm, logarithm-of-whole. */
    readonly queue?:
      | "risk-averse"
      | "power"
      | "power-of-whole"
      | "power-of-front"
      | "logarithm"
      | "logarithm-of-whole";
    /** Model of latency; constant unless told otherwise. Expected: one of constant, sampled. */
    readonly latency?: "constant" | "sampled";
    /** Model of fees; notional unless told otherwise. Expected: one of notional, tiered, per-lot. */
    readonly fees?: "notional" | "tiered" | "per-lot";
    /** Model of fills; partial unless told otherwise. Expected: one of partial, whole. */
    readonly fill?: "partial" | "whole";
    /** Model of market impact; none unless told otherwise. Expected: one of none, square-root, transient. */
    readonly impact?: "none" | "square-root" | "transient";
    /** Model of the line to the paper venue; none unless told otherwise. Expected: one of none, lost-ack, late, duplicate, out-of-order, disconnect, stale-book, mild, rough. */
    readonly faults?:
      | "none"
      | "lost-ack"
      | "late"
      | "duplicate"
      | "out-of-order"
      | "disconnect"
      | "stale-book"
      | "mild"
      | "rough";
    /** Times the data is cut to see whether anything looks ahead. Expected: a whole number from 0 to 100. */
    readonly look_ahead?: number;
    /** Other orders of the same round trips. Expected: a whole number from 0 to 100000. */
    readonly monte_carlo?: number;
    /** What to call it. Expected: a word. */
    readonly name?: string;
  }, options: CallOptions = {}): Promise<Backtest> {
    return this.call("POST", `/v1/backtests`, { body }, options);
  }

  /** Backtests, newest first: `GET /v1/backtests`. Needs the scope read:account. */
  getBacktests(options: CallOptions = {}): Promise<Page<Backtest>> {
    return this.call("GET", `/v1/backtests`, {}, options);
  }

  /** One backtest: how far it is, and its figures when it is done: `GET /v1/backtests/{id}`. Needs the scope read:account. */
  getBacktest(id: string, options: CallOptions = {}): Promise<Backtest> {
    return this.call("GET", `/v1/backtests/${encodeURIComponent(id)}`, {}, options);
  }

  /** Cancels a backtest that waits or runs; what it had found is kept: `DELETE /v1/backtests/{id}`. Needs the scope trade. */
  deleteBacktest(id: string, options: CallOptions = {}): Promise<Backtest> {
    return this.call("DELETE", `/v1/backtests/${encodeURIComponent(id)}`, {}, options);
  }

  /** The equity of a run, thinned evenly to some points: `GET /v1/backtests/{id}/equity`. Needs the scope read:account. */
  getBacktestEquity(id: string, query: {
    /** Items of a page; 1000 unless told otherwise. Expected: a whole number from 1 to 10000. */
    readonly points?: number;
  } = {}, options: CallOptions = {}): Promise<Page<EquityPoint>> {
    return this.call("GET", `/v1/backtests/${encodeURIComponent(id)}/equity`, { query }, options);
  }

  /** The first fills of a run; the file fills.csv has them all: `GET /v1/backtests/{id}/fills`. Needs the scope read:account. */
  getBacktestFills(id: string, query: {
    /** Items of a page; 1000 unless told otherwise. Expected: a whole number from 1 to 10000. */
    readonly points?: number;
  } = {}, options: CallOptions = {}): Promise<Page<BacktestFill>> {
    return this.call("GET", `/v1/backtests/${encodeURIComponent(id)}/fills`, { query }, options);
  }

  /** The report of a run, one page to keep: `GET /v1/backtests/{id}/tear-sheet`. Needs the scope read:account. */
  getBacktestTearSheet(id: string, options: CallOptions = {}): Promise<string> {
    return this.call(
      "GET",
      `/v1/backtests/${encodeURIComponent(id)}/tear-sheet`,
      { as: "text" },
      options,
    );
  }

  /** Every fill of a run: `GET /v1/backtests/{id}/fills.csv`. Needs the scope read:account. */
  getBacktestFillsCsv(id: string, options: CallOptions = {}): Promise<string> {
    return this.call(
      "GET",
      `/v1/backtests/${encodeURIComponent(id)}/fills.csv`,
      { as: "text" },
      options,
    );
  }

  /** Every order of a run: `GET /v1/backtests/{id}/orders.csv`. Needs the scope read:account. */
  getBacktestOrdersCsv(id: string, options: CallOptions = {}): Promise<string> {
    return this.call(
      "GET",
      `/v1/backtests/${encodeURIComponent(id)}/orders.csv`,
      { as: "text" },
      options,
    );
  }

  /** The whole equity of a run: `GET /v1/backtests/{id}/equity.csv`. Needs the scope read:account. */
  getBacktestEquityCsv(id: string, options: CallOptions = {}): Promise<string> {
    return this.call(
      "GET",
      `/v1/backtests/${encodeURIComponent(id)}/equity.csv`,
      { as: "text" },
      options,
    );
  }

  /** The mid prices of a run, thinned, for a chart: `GET /v1/backtests/{id}/prices.csv`. Needs the scope read:account. */
  getBacktestPricesCsv(id: string, options: CallOptions = {}): Promise<string> {
    return this.call(
      "GET",
      `/v1/backtests/${encodeURIComponent(id)}/prices.csv`,
      { as: "text" },
      options,
    );
  }

  /** The settings of a sweep, with the figures of each: `GET /v1/backtests/{id}/sweep.csv`. Needs the scope read:account. */
  getBacktestSweepCsv(id: string, options: CallOptions = {}): Promise<string> {
    return this.call(
      "GET",
      `/v1/backtests/${encodeURIComponent(id)}/sweep.csv`,
      { as: "text" },
      options,
    );
  }

  /** A strategy that trades: whether it runs, and its settings with what is in force: `GET /v1/strategies/{id}`. Needs the scope read:account. */
  getStrategy(id: string, options: CallOptions = {}): Promise<LiveStrategy> {
    return this.call("GET", `/v1/strategies/${encodeURIComponent(id)}`, {}, options);
  }

  /** Changes settings of a strategy while it trades, from one position of the log on: `PATCH /v1/strategies/{id}`. Needs the scope risk. */
  patchStrategy(id: string, body: {
    /** New values by name; what is not named stays. Expected: an object of numbers, of the names of GET /v1/strategies/{id}. */
    readonly settings: Readonly<Record<string, number>>;
    /** Whether it runs; as it is unless told otherwise. Expected: true or false. */
    readonly running?: boolean;
    /** Why; it is kept for ever. Expected: 3 to 200 characters. */
    readonly reason: string;
  }, options: CallOptions = {}): Promise<LiveStrategy> {
    return this.call("PATCH", `/v1/strategies/${encodeURIComponent(id)}`, { body }, options);
  }

  /** Stops a strategy: it opens no position any more: `POST /v1/strategies/{id}/stop`. Needs the scope risk. */
  postStrategyStop(id: string, body: {
    /** Why; it is kept for ever. Expected: 3 to 200 characters. */
    readonly reason: string;
  }, options: CallOptions = {}): Promise<LiveStrategy> {
    return this.call("POST", `/v1/strategies/${encodeURIComponent(id)}/stop`, { body }, options);
  }

  /** Starts a strategy that was stopped: `POST /v1/strategies/{id}/start`. Needs the scope risk. */
  postStrategyStart(id: string, body: {
    /** Why; it is kept for ever. Expected: 3 to 200 characters. */
    readonly reason: string;
  }, options: CallOptions = {}): Promise<LiveStrategy> {
    return this.call("POST", `/v1/strategies/${encodeURIComponent(id)}/start`, { body }, options);
  }

  /** What needs somebody now, most severe first: `GET /v1/alerts`. Needs the scope read:account. */
  getAlerts(options: CallOptions = {}): Promise<Page<Alert>> {
    return this.call("GET", `/v1/alerts`, {}, options);
  }

  /** Rows of a table as a file, oldest first; the scope is that of what the table holds: `GET /v1/export/{id}`. */
  getExport(id: string, query: {
    /** parquet, unless told otherwise, or csv. Expected: parquet or csv. */
    readonly format?: "parquet" | "csv";
    /** Only of this instrument: a symbol of /v1/instruments. Expected: a symbol of /v1/instruments. */
    readonly symbol?: string;
    /** From this event time on. Expected: an RFC 3339 time, such as 2026-01-02T14:30:00Z. */
    readonly from?: string;
    /** Before this event time. Expected: an RFC 3339 time, such as 2026-01-02T14:30:00Z. */
    readonly to?: string;
    /** Rows at most; 1000000 unless told otherwise. Expected: a whole number from 1 to 1000000. */
    readonly limit?: number;
  } = {}, options: CallOptions = {}): Promise<Uint8Array> {
    return this.call(
      "GET",
      `/v1/export/${encodeURIComponent(id)}`,
      { query, as: "bytes" },
      options,
    );
  }

  /** What a kind of problem means, and what to do: `GET /problems/{id}`. */
  getProblem(id: string, options: CallOptions = {}): Promise<string> {
    return this.call("GET", `/problems/${encodeURIComponent(id)}`, { as: "text" }, options);
  }

  /** What an account was worth over its last hours of event time, oldest first: `GET /v1/portfolio/{id}/equity`. Needs the scope read:account. */
  getPortfolioEquity(id: string, query: {
    /** Items of a page; 500 unless told otherwise. Expected: a whole number from 1 to 5000. */
    readonly points?: number;
    /** Hours of event time to look back. Expected: a whole number from 1 to 744. */
    readonly hours?: number;
  } = {}, options: CallOptions = {}): Promise<
    Page<{
      readonly t: string;
      readonly equity: number | "Infinity" | "-Infinity" | "NaN";
      readonly fees: number | "Infinity" | "-Infinity" | "NaN";
    }>
  > {
    return this.call("GET", `/v1/portfolio/${encodeURIComponent(id)}/equity`, { query }, options);
  }

  /** Records that an actor failed on and passed over, with their cause, newest first: `GET /v1/dead-letters`. Needs the scope read:account. */
  getDeadLetters(query: {
    /** Items of a page; 100 unless told otherwise. Expected: a whole number from 1 to 1000. */
    readonly limit?: number;
    /** next_cursor of the page before; opaque. Expected: next_cursor of the page before. */
    readonly cursor?: string;
  } = {}, options: CallOptions = {}): Promise<
    Page<{
      readonly t: string;
      readonly actor: string;
      readonly stream: string;
      readonly sequence: number;
      readonly error: string;
      readonly attempts: number;
      readonly position: number;
    }>
  > {
    return this.call("GET", `/v1/dead-letters`, { query }, options);
  }

  /** Makes a replay of what was recorded of an instrument; listen to it by its events: `POST /v1/replays`. Needs the scope read:market. */
  postReplay(body: {
    /** The instrument. Expected: a symbol of /v1/instruments. */
    readonly symbol: string;
    /** Event time to begin at. Expected: an RFC 3339 time, such as 2026-01-02T14:30:00Z. */
    readonly from: string;
    /** Event time to end before. Expected: an RFC 3339 time, such as 2026-01-02T14:30:00Z. */
    readonly to: string;
    /** Times real speed. Expected: a number from 0.01 to 10000. */
    readonly speed?: number;
    /** What is told. Expected: a list of quotes, trades. */
    readonly kinds?: readonly ("quotes" | "trades")[];
  }, options: CallOptions = {}): Promise<Replay> {
    return this.call("POST", `/v1/replays`, { body }, options);
  }

  /** One's own replays, newest first: `GET /v1/replays`. Needs the scope read:market. */
  getReplays(options: CallOptions = {}): Promise<Page<Replay>> {
    return this.call("GET", `/v1/replays`, {}, options);
  }

  /** One replay, and where it stands: `GET /v1/replays/{id}`. Needs the scope read:market. */
  getReplay(id: string, options: CallOptions = {}): Promise<Replay> {
    return this.call("GET", `/v1/replays/${encodeURIComponent(id)}`, {}, options);
  }

  /** Pauses a replay, lets it go on, or changes its speed: `PATCH /v1/replays/{id}`. Needs the scope read:market. */
  patchReplay(id: string, body: {
    /** Times real speed. Expected: a number from 0.01 to 10000. */
    readonly speed?: number;
    /** true holds it where it is. Expected: true or false. */
    readonly paused?: boolean;
  } = {}, options: CallOptions = {}): Promise<Replay> {
    return this.call("PATCH", `/v1/replays/${encodeURIComponent(id)}`, { body }, options);
  }

  /** Ends a replay and forgets it: `DELETE /v1/replays/{id}`. Needs the scope read:market. */
  deleteReplay(id: string, options: CallOptions = {}): Promise<Replay> {
    return this.call("DELETE", `/v1/replays/${encodeURIComponent(id)}`, {}, options);
  }

  /** What the processes say of themselves, in Prometheus' text format: `GET /v1/metrics`. Needs the scope read:market. */
  getMetrics(options: CallOptions = {}): Promise<string> {
    return this.call("GET", `/v1/metrics`, { as: "text" }, options);
  }

  /** Models that are kept, with their versions and what each is doing: `GET /v1/models`. Needs the scope read:market. */
  getModels(options: CallOptions = {}): Promise<Page<Model>> {
    return this.call("GET", `/v1/models`, {}, options);
  }

  /** Models that run now, in the order they predict: `GET /v1/line-up`. Needs the scope read:market. */
  getLineUp(options: CallOptions = {}): Promise<LineUp> {
    return this.call("GET", `/v1/line-up`, {}, options);
  }

  /** A model, its card, and every change of it: `GET /v1/models/{id}`. Needs the scope read:market. */
  getModel(id: string, options: CallOptions = {}): Promise<ModelDetail> {
    return this.call("GET", `/v1/models/${encodeURIComponent(id)}`, {}, options);
  }

  /** How right the predictions of a model were, once their horizon had passed: `GET /v1/models/{id}/scores`. Needs the scope read:market. */
  getModelScores(id: string, query: {
    /** Only of this instrument: a symbol of /v1/instruments. Expected: a symbol of /v1/instruments. */
    readonly symbol?: string;
    /** Which version; of scores every one, of a promotion the newest unless told otherwise. Expected: a version of the model. */
    readonly version?: number;
    /** Hours of event time back from the newest prediction; 24 unless told otherwise. Expected: a whole number from 1 to 8784. */
    readonly hours?: number;
  } = {}, options: CallOptions = {}): Promise<ModelScores> {
    return this.call("GET", `/v1/models/${encodeURIComponent(id)}/scores`, { query }, options);
  }

  /** How far features are from what a model learned from; none where it has no reference: `GET /v1/models/{id}/drift`. Needs the scope read:market. */
  getModelDrift(id: string, options: CallOptions = {}): Promise<Page<ModelDrift>> {
    return this.call("GET", `/v1/models/${encodeURIComponent(id)}/drift`, {}, options);
  }

  /** Whether recorded evidence lets a version serve, rule by rule: `GET /v1/models/{id}/promotion`. Needs the scope read:market. */
  getModelPromotion(id: string, query: {
    /** Which version; of scores every one, of a promotion the newest unless told otherwise. Expected: a version of the model. */
    readonly version?: number;
    /** A serving model of another name, which becomes a shadow. Expected: the name of a model that serves. */
    readonly replaces?: string;
  } = {}, options: CallOptions = {}): Promise<Promotion> {
    return this.call("GET", `/v1/models/${encodeURIComponent(id)}/promotion`, { query }, options);
  }

  /** Lets a version serve, in the place of the one that does, where evidence lets it: `POST /v1/models/{id}/promote`. Needs the scope risk. */
  postModelPromote(id: string, body: {
    /** Why; it is kept for ever. Expected: 3 to 200 characters. */
    readonly reason: string;
    /** Which version; the newest unless told otherwise. Expected: a version of the model. */
    readonly version?: number;
    /** Tells apart files of one version. Expected: 64 hexadecimal digits. */
    readonly sha256?: string;
    /** A serving model of another name, which becomes a shadow. Expected: the name of a model that serves. */
    readonly replaces?: string;
    /** Promotes also what the evidence does not let. Expected: true or false. */
    readonly override?: boolean;
  }, options: CallOptions = {}): Promise<LineUp> {
    return this.call("POST", `/v1/models/${encodeURIComponent(id)}/promote`, { body }, options);
  }

  /** Lets a version serve, and no other until it is unpinned: `POST /v1/models/{id}/pin`. Needs the scope risk. */
  postModelPin(id: string, body: {
    /** Why; it is kept for ever. Expected: 3 to 200 characters. */
    readonly reason: string;
    /** Which version; the newest unless told otherwise. Expected: a version of the model. */
    readonly version?: number;
    /** Tells apart files of one version. Expected: 64 hexadecimal digits. */
    readonly sha256?: string;
  }, options: CallOptions = {}): Promise<LineUp> {
    return this.call("POST", `/v1/models/${encodeURIComponent(id)}/pin`, { body }, options);
  }

  /** Lets other versions be promoted again: `POST /v1/models/{id}/unpin`. Needs the scope risk. */
  postModelUnpin(id: string, body: {
    /** Why; it is kept for ever. Expected: 3 to 200 characters. */
    readonly reason: string;
  }, options: CallOptions = {}): Promise<LineUp> {
    return this.call("POST", `/v1/models/${encodeURIComponent(id)}/unpin`, { body }, options);
  }

  /** Lets the version serve again that served before: `POST /v1/models/{id}/rollback`. Needs the scope risk. */
  postModelRollback(id: string, body: {
    /** Why; it is kept for ever. Expected: 3 to 200 characters. */
    readonly reason: string;
  }, options: CallOptions = {}): Promise<LineUp> {
    return this.call("POST", `/v1/models/${encodeURIComponent(id)}/rollback`, { body }, options);
  }

  /** Ends a version; all of a model where no version is told: `POST /v1/models/{id}/retire`. Needs the scope risk. */
  postModelRetire(id: string, body: {
    /** Why; it is kept for ever. Expected: 3 to 200 characters. */
    readonly reason: string;
    /** Which version; the newest unless told otherwise. Expected: a version of the model. */
    readonly version?: number;
    /** Tells apart files of one version. Expected: 64 hexadecimal digits. */
    readonly sha256?: string;
  }, options: CallOptions = {}): Promise<LineUp> {
    return this.call("POST", `/v1/models/${encodeURIComponent(id)}/retire`, { body }, options);
  }

  /** Lets a version run beside: recorded and scored, never traded: `POST /v1/models/{id}/shadow`. Needs the scope risk. */
  postModelShadow(id: string, body: {
    /** Why; it is kept for ever. Expected: 3 to 200 characters. */
    readonly reason: string;
    /** Which version; the newest unless told otherwise. Expected: a version of the model. */
    readonly version?: number;
    /** Tells apart files of one version. Expected: 64 hexadecimal digits. */
    readonly sha256?: string;
  }, options: CallOptions = {}): Promise<LineUp> {
    return this.call("POST", `/v1/models/${encodeURIComponent(id)}/shadow`, { body }, options);
  }
}

/** An operation: what it is over HTTP, and what its method takes after the parts of its path. */
export interface Operation {
  readonly method: string;
  readonly path: string;
  readonly body: boolean;
  readonly query: boolean;
}

/** Every operation, by its method of `Rest`. */
export const operations: Readonly<Record<string, Operation>> = {
  getHealth: { method: "GET", path: "/v1/health", body: false, query: false },
  getMe: { method: "GET", path: "/v1/me", body: false, query: false },
  getKeys: { method: "GET", path: "/v1/keys", body: false, query: false },
  postKey: { method: "POST", path: "/v1/keys", body: true, query: false },
  deleteKey: { method: "DELETE", path: "/v1/keys/{id}", body: false, query: false },
  postStreamTicket: { method: "POST", path: "/v1/stream/tickets", body: false, query: false },
  getAudit: { method: "GET", path: "/v1/audit", body: false, query: true },
  getInstruments: { method: "GET", path: "/v1/instruments", body: false, query: false },
  getQuotesLatest: { method: "GET", path: "/v1/quotes/latest", body: false, query: true },
  getBars: { method: "GET", path: "/v1/bars", body: false, query: true },
  getQuotes: { method: "GET", path: "/v1/quotes", body: false, query: true },
  getTrades: { method: "GET", path: "/v1/trades", body: false, query: true },
  getPredictions: { method: "GET", path: "/v1/predictions", body: false, query: true },
  getSignals: { method: "GET", path: "/v1/signals", body: false, query: true },
  postSignal: { method: "POST", path: "/v1/signals", body: true, query: false },
  getOrders: { method: "GET", path: "/v1/orders", body: false, query: true },
  deleteOrders: { method: "DELETE", path: "/v1/orders", body: false, query: true },
  postOrder: { method: "POST", path: "/v1/orders", body: true, query: false },
  getFills: { method: "GET", path: "/v1/fills", body: false, query: true },
  getFillWhy: { method: "GET", path: "/v1/fills/{id}/why", body: false, query: false },
  getPositions: { method: "GET", path: "/v1/positions", body: false, query: true },
  getRefusals: { method: "GET", path: "/v1/refusals", body: false, query: true },
  getTca: { method: "GET", path: "/v1/tca", body: false, query: true },
  postOrdersPreview: { method: "POST", path: "/v1/orders/preview", body: true, query: false },
  postOrdersCancel: { method: "POST", path: "/v1/orders/cancel", body: true, query: false },
  getOrder: { method: "GET", path: "/v1/orders/{id}", body: false, query: false },
  patchOrder: { method: "PATCH", path: "/v1/orders/{id}", body: true, query: false },
  deleteOrder: { method: "DELETE", path: "/v1/orders/{id}", body: false, query: false },
  getTradingState: { method: "GET", path: "/v1/trading-state", body: false, query: false },
  postHalt: { method: "POST", path: "/v1/halt", body: true, query: false },
  postReduce: { method: "POST", path: "/v1/reduce", body: true, query: false },
  postResume: { method: "POST", path: "/v1/resume", body: true, query: false },
  getRiskLimits: { method: "GET", path: "/v1/risk/limits", body: false, query: true },
  putRiskLimits: { method: "PUT", path: "/v1/risk/limits", body: true, query: false },
  getRiskLimitsChanges: {
    method: "GET",
    path: "/v1/risk/limits/changes",
    body: false,
    query: true,
  },
  getRiskStatus: { method: "GET", path: "/v1/risk/status", body: false, query: false },
  getRiskDenials: { method: "GET", path: "/v1/risk/denials", body: false, query: false },
  getRiskDecisions: { method: "GET", path: "/v1/risk/decisions", body: false, query: true },
  getDeadman: { method: "GET", path: "/v1/deadman", body: false, query: true },
  putDeadman: { method: "PUT", path: "/v1/deadman", body: true, query: false },
  deleteDeadman: { method: "DELETE", path: "/v1/deadman", body: false, query: true },
  getReconciliationCorrections: {
    method: "GET",
    path: "/v1/reconciliation/corrections",
    body: false,
    query: true,
  },
  postReconciliation: { method: "POST", path: "/v1/reconciliation", body: true, query: false },
  getAlgorithms: { method: "GET", path: "/v1/algorithms", body: false, query: false },
  getAlgorithmOrders: { method: "GET", path: "/v1/algorithm-orders", body: false, query: false },
  getAlgorithmOrder: {
    method: "GET",
    path: "/v1/algorithm-orders/{id}",
    body: false,
    query: false,
  },
  getPortfolio: { method: "GET", path: "/v1/portfolio/{id}", body: false, query: false },
  postPortfolioRebalance: {
    method: "POST",
    path: "/v1/portfolio/{id}/rebalance",
    body: true,
    query: false,
  },
  getPortfolioTearSheet: {
    method: "GET",
    path: "/v1/portfolio/{id}/tear-sheet",
    body: false,
    query: true,
  },
  getPortfolioStatistics: {
    method: "GET",
    path: "/v1/portfolio/{id}/statistics",
    body: false,
    query: true,
  },
  getBacktestsCompare: { method: "GET", path: "/v1/backtests/compare", body: false, query: true },
  getStrategies: { method: "GET", path: "/v1/strategies", body: false, query: false },
  getRecordings: { method: "GET", path: "/v1/recordings", body: false, query: false },
  postBacktest: { method: "POST", path: "/v1/backtests", body: true, query: false },
  getBacktests: { method: "GET", path: "/v1/backtests", body: false, query: false },
  getBacktest: { method: "GET", path: "/v1/backtests/{id}", body: false, query: false },
  deleteBacktest: { method: "DELETE", path: "/v1/backtests/{id}", body: false, query: false },
  getBacktestEquity: { method: "GET", path: "/v1/backtests/{id}/equity", body: false, query: true },
  getBacktestFills: { method: "GET", path: "/v1/backtests/{id}/fills", body: false, query: true },
  getBacktestTearSheet: {
    method: "GET",
    path: "/v1/backtests/{id}/tear-sheet",
    body: false,
    query: false,
  },
  getBacktestFillsCsv: {
    method: "GET",
    path: "/v1/backtests/{id}/fills.csv",
    body: false,
    query: false,
  },
  getBacktestOrdersCsv: {
    method: "GET",
    path: "/v1/backtests/{id}/orders.csv",
    body: false,
    query: false,
  },
  getBacktestEquityCsv: {
    method: "GET",
    path: "/v1/backtests/{id}/equity.csv",
    body: false,
    query: false,
  },
  getBacktestPricesCsv: {
    method: "GET",
    path: "/v1/backtests/{id}/prices.csv",
    body: false,
    query: false,
  },
  getBacktestSweepCsv: {
    method: "GET",
    path: "/v1/backtests/{id}/sweep.csv",
    body: false,
    query: false,
  },
  getStrategy: { method: "GET", path: "/v1/strategies/{id}", body: false, query: false },
  patchStrategy: { method: "PATCH", path: "/v1/strategies/{id}", body: true, query: false },
  postStrategyStop: { method: "POST", path: "/v1/strategies/{id}/stop", body: true, query: false },
  postStrategyStart: {
    method: "POST",
    path: "/v1/strategies/{id}/start",
    body: true,
    query: false,
  },
  getAlerts: { method: "GET", path: "/v1/alerts", body: false, query: false },
  getExport: { method: "GET", path: "/v1/export/{id}", body: false, query: true },
  getProblem: { method: "GET", path: "/problems/{id}", body: false, query: false },
  getPortfolioEquity: {
    method: "GET",
    path: "/v1/portfolio/{id}/equity",
    body: false,
    query: true,
  },
  getDeadLetters: { method: "GET", path: "/v1/dead-letters", body: false, query: true },
  postReplay: { method: "POST", path: "/v1/replays", body: true, query: false },
  getReplays: { method: "GET", path: "/v1/replays", body: false, query: false },
  getReplay: { method: "GET", path: "/v1/replays/{id}", body: false, query: false },
  patchReplay: { method: "PATCH", path: "/v1/replays/{id}", body: true, query: false },
  deleteReplay: { method: "DELETE", path: "/v1/replays/{id}", body: false, query: false },
  getMetrics: { method: "GET", path: "/v1/metrics", body: false, query: false },
  getModels: { method: "GET", path: "/v1/models", body: false, query: false },
  getLineUp: { method: "GET", path: "/v1/line-up", body: false, query: false },
  getModel: { method: "GET", path: "/v1/models/{id}", body: false, query: false },
  getModelScores: { method: "GET", path: "/v1/models/{id}/scores", body: false, query: true },
  getModelDrift: { method: "GET", path: "/v1/models/{id}/drift", body: false, query: false },
  getModelPromotion: { method: "GET", path: "/v1/models/{id}/promotion", body: false, query: true },
  postModelPromote: { method: "POST", path: "/v1/models/{id}/promote", body: true, query: false },
  postModelPin: { method: "POST", path: "/v1/models/{id}/pin", body: true, query: false },
  postModelUnpin: { method: "POST", path: "/v1/models/{id}/unpin", body: true, query: false },
  postModelRollback: { method: "POST", path: "/v1/models/{id}/rollback", body: true, query: false },
  postModelRetire: { method: "POST", path: "/v1/models/{id}/retire", body: true, query: false },
  postModelShadow: { method: "POST", path: "/v1/models/{id}/shadow", body: true, query: false },
};

// Written by npm run contracts from the channels' schemas: change those, not this.

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

/** Trade, as the API tells it. */
export interface Trade {
  readonly symbol: string;
  /** RFC 3339, UTC, with microseconds. */
  readonly t: string;
  readonly price: string;
  readonly qty: string;
  readonly aggressor_side: "unknown" | "buy" | "sell";
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

/** Book, as the API tells it. */
export interface Book {
  readonly symbol: string;
  /** RFC 3339, UTC, with microseconds. */
  readonly t: string;
  /** Best first, as [price, quantity], exact decimals. */
  readonly bids: readonly (readonly [string, string])[];
  readonly asks: readonly (readonly [string, string])[];
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

/** AlertChange, as the API tells it. */
export interface AlertChange {
  /** The same for as long as its cause is there. */
  readonly id: string;
  readonly severity: "critical" | "warning" | "notice";
  readonly source: string;
  readonly title: string;
  readonly detail: string;
  /** RFC 3339, UTC, with microseconds. */
  readonly since: string;
  /** cleared: its cause is gone. */
  readonly state: "raised" | "cleared";
  /** When it was seen, in microseconds since 1970. */
  readonly position: number;
}

/** Status, as the API tells it. */
export interface Status {
  readonly process: "core" | "recorder" | "gateway";
  readonly stages?: readonly ("input" | "market" | "inference" | "trading")[];
  readonly state: "starting" | "running" | "draining" | "finished" | "failed";
  readonly timeUs: number | "Infinity" | "-Infinity" | "NaN";
  readonly startedTimeUs: number | "Infinity" | "-Infinity" | "NaN";
  readonly source?: Readonly<Record<string, unknown>>;
  readonly actors: readonly Readonly<Record<string, unknown>>[];
  readonly streams: readonly Readonly<Record<string, unknown>>[];
  readonly memoryBytes: number | "Infinity" | "-Infinity" | "NaN";
  readonly message?: string;
}

/** What the items of each channel are. */
export interface Channels {
  readonly quotes: Quote;
  readonly trades: Trade;
  readonly bars: Bar;
  readonly books: Book;
  readonly predictions: Prediction;
  readonly signals: Signal;
  readonly orders: Order;
  readonly fills: Fill;
  readonly positions: Position;
  readonly refusals: Refusal;
  readonly alerts: AlertChange;
  readonly status: Status;
}

/** The channels that tell every item, once and in order, and can be resumed. */
export const resumable: readonly (keyof Channels)[] = [
  "bars",
  "signals",
  "orders",
  "fills",
  "refusals",
  "alerts",
];

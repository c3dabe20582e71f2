// The shapes of every answer of the API and every message of its socket. Prices and quantities are decimal strings.
import type { ProcessStatus, SourceStatus } from "../streams/status.ts";
import type { AlertChangeAnswer, RefusalAnswer, TradeAnswer } from "./watch/protocol.ts";

/** An RFC 3339 time, UTC, with microseconds. */
export type Time = string;
/** A decimal number as text, exact. */
export type Decimal = string;

/** A page of a list, newest first. `next_cursor` is null on the last page. */
export interface Page<Item> {
  readonly data: readonly Item[];
  readonly next_cursor: string | null;
}

/** RFC 9457. `errors` names each field that was wrong. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly request_id: string;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
}

/** `GET /v1/health`. */
export interface Health {
  readonly status: "ok" | "degraded" | "down";
  /** Where orders go: to the simulated venue, or to a real one. */
  readonly mode: "paper" | "live";
  readonly paper: boolean;
  readonly source: SourceStatus | null;
  readonly processes: Readonly<Record<string, ProcessStatus>>;
  readonly time: Time;
}

/** `GET /v1/instruments`. */
export interface InstrumentAnswer {
  readonly instrument_id: number;
  readonly symbol: string;
  readonly venue: string;
  readonly asset_class: string;
  readonly currency: string;
  readonly tick_size: Decimal;
  readonly lot_size: Decimal;
  /** Decimals of a price. */
  readonly price_decimals: number;
}

/** The best bid and offer. */
export interface QuoteAnswer {
  readonly symbol: string;
  readonly t: Time;
  readonly bp: Decimal;
  readonly bs: Decimal;
  readonly ap: Decimal;
  readonly as: Decimal;
  readonly flags: number;
  readonly position: number;
}

/** A bar; `t` is its start. */
export interface BarAnswer {
  readonly symbol: string;
  readonly timeframe: "1s" | "1m";
  readonly t: Time;
  readonly o: Decimal;
  readonly h: Decimal;
  readonly l: Decimal;
  readonly c: Decimal;
  readonly v: Decimal;
  readonly n: number;
  readonly position: number;
}

/** The best levels of a book, best first, as [price, quantity]. */
export interface BookAnswer {
  readonly symbol: string;
  readonly t: Time;
  readonly bids: readonly (readonly [Decimal, Decimal])[];
  readonly asks: readonly (readonly [Decimal, Decimal])[];
  readonly position: number;
}

/** A model's prediction. */
export interface PredictionAnswer {
  readonly symbol: string;
  readonly t: Time;
  readonly model: string;
  readonly model_version: number;
  readonly model_sha256: string;
  /** Microseconds ahead; 0 for the next move of the mid price. */
  readonly horizon_us: number;
  readonly mid_price: Decimal;
  readonly probability_up: number;
  readonly probability_down: number;
  readonly flags: number;
  readonly position: number;
}

/** A strategy's wish. */
export interface SignalAnswer {
  readonly id: string;
  readonly symbol: string;
  readonly t: Time;
  readonly account: string;
  readonly strategy: string;
  readonly side: "long" | "short" | "flat";
  readonly target_qty: Decimal;
  readonly confidence: number;
  readonly reference_price: Decimal;
  readonly reason: string;
  readonly model: string;
  readonly prediction_position: number;
  readonly position: number;
}

/** An order of a rebalance plan. */
export interface PlannedOrderAnswer {
  readonly symbol: string;
  readonly side: "buy" | "sell";
  readonly qty: Decimal;
  readonly notional: number;
  readonly cost: number;
}

/** A rebalance plan, and what was sent of it. Weights are parts of the capital. */
export interface RebalanceAnswer {
  readonly plan_id: string;
  readonly account: string;
  readonly executed: boolean;
  readonly capital: number;
  readonly turnover: number;
  /** Half spreads and fees. */
  readonly cost: number;
  readonly cash_after: number;
  readonly weights: readonly {
    readonly symbol: string;
    readonly before: number;
    readonly target: number;
    readonly after: number;
  }[];
  readonly orders: readonly PlannedOrderAnswer[];
  readonly sent: readonly OrderAnswer[];
}

/** What a model says now. */
export interface SignalNow {
  readonly symbol: string;
  readonly t: Time;
  readonly side: "long" | "short" | "flat";
  readonly confidence: number;
  readonly probability_up: number;
  /** Microseconds ahead; 0 for the next move of the mid price. */
  readonly horizon_us: number;
  readonly reference_price: Decimal;
  readonly model: string;
  readonly position: number;
}

/** What may be sent now, and since when. */
export interface TradingStateAnswer {
  readonly account: string;
  readonly state: "active" | "reducing" | "halted";
  readonly reason: string;
  /** Where the change lies in the input log; null where nobody changed it. */
  readonly position: number | null;
}

/** What was asked of an order, and its place in the input log. */
export interface OrderRequestAnswer {
  readonly client_order_id: string;
  readonly command: "cancel" | "replace";
  readonly position: number;
}

/** Why a cancel or replace of an order was not done (FIX: Order Cancel Reject). The order stays as it was. */
export interface CancelRejectAnswer {
  readonly request: "cancel" | "replace";
  /** Our risk's code, or the venue's words. */
  readonly reason: string;
  readonly t: Time;
  /** Where it lies in the input log: at the request where our risk refused it, later where the venue did. */
  readonly position: number;
}

/** An order and where it stands. */
export interface OrderAnswer {
  readonly client_order_id: string;
  readonly venue_order_id: string;
  readonly symbol: string;
  readonly account: string;
  readonly strategy_id: string;
  readonly side: "buy" | "sell";
  readonly type: string;
  readonly time_in_force: string;
  readonly qty: Decimal;
  readonly limit_price: Decimal | null;
  readonly stop_price: Decimal | null;
  readonly trail: Decimal | null;
  readonly exec_inst: readonly string[];
  readonly order_list_id: string;
  readonly parent_order_id: string;
  readonly algorithm: string;
  readonly algorithm_order_id: string;
  readonly status: string;
  readonly filled_qty: Decimal;
  /** To half a tick; null until something is filled. */
  readonly filled_avg_price: Decimal | null;
  readonly reject_reason: string;
  /** The newest refusal, until a replace or cancel is done; else null. */
  readonly cancel_reject: CancelRejectAnswer | null;
  readonly reason: string;
  readonly signal_id: string;
  readonly created_at: Time;
  readonly updated_at: Time;
  readonly position: number;
}

/** One execution. */
export interface FillAnswer {
  readonly id: string;
  readonly symbol: string;
  readonly t: Time;
  readonly account: string;
  readonly strategy_id: string;
  readonly client_order_id: string;
  readonly venue_order_id: string;
  readonly side: "buy" | "sell";
  readonly price: Decimal;
  readonly qty: Decimal;
  readonly cum_qty: Decimal;
  readonly leaves_qty: Decimal;
  readonly liquidity: "maker" | "taker";
  readonly fee: Decimal;
  readonly currency: string;
  readonly position: number;
}

/** What one strategy holds in one instrument. */
export interface PositionAnswer {
  readonly symbol: string;
  readonly t: Time;
  readonly account: string;
  readonly strategy_id: string;
  readonly side: "long" | "short" | "flat";
  readonly qty: Decimal;
  readonly avg_entry_price: Decimal | null;
  readonly current_price: Decimal;
  readonly unrealized_pl: Decimal;
  readonly realized_pl: Decimal;
  readonly fees: Decimal;
  readonly funding: Decimal;
  readonly currency: string;
  readonly fills: number;
  readonly position: number;
}

/** One limit that risk looked at. */
export interface RiskCheckAnswer {
  readonly name: string;
  readonly value: number;
  readonly limit: number;
}

/** A hop of an order: microseconds of wall clock since the one it waits for, `after`; null: unknown. */
export interface HopAnswer {
  readonly name: string;
  readonly at: Time | null;
  readonly after: string | null;
  readonly took_us: number | null;
}

/** `GET /v1/fills/{id}/why`: everything that led to a fill, newest first. */
export interface WhyAnswer {
  readonly fill: FillAnswer;
  readonly order: OrderAnswer;
  readonly order_events: readonly {
    readonly t: Time;
    readonly event: string;
    readonly reason: string;
    readonly position: number;
  }[];
  readonly risk: {
    readonly decision: string;
    readonly reason: string;
    readonly checks: readonly RiskCheckAnswer[];
  } | null;
  readonly signal: SignalAnswer | null;
  /** Null where the strategy decides on features alone. */
  readonly prediction: PredictionAnswer | null;
  /** Why there is no prediction; null where there is one. */
  readonly prediction_reason: string | null;
  readonly features: {
    readonly position: number;
    readonly t: Time;
    readonly set: number;
    readonly values: Readonly<Record<string, number>>;
  } | null;
  /** The input record that set it all off: that of the signal. */
  readonly tick: Readonly<Record<string, string | number>> | null;
  /** The later input record at which the order was sent; null where it was sent at once. Hops are its. */
  readonly order_tick: Readonly<Record<string, string | number>> | null;
  readonly hops: readonly HopAnswer[];
  /** Event time from the tick that caused the order to the fill, in microseconds. */
  readonly order_to_fill_us: number;
  /** The order's trace in Jaeger or any other collector, 32 hexadecimal digits; there where spans are sent. */
  readonly trace_id: string;
}

/** What each channel of the socket carries. */
export interface Channels {
  readonly quotes: QuoteAnswer;
  readonly trades: TradeAnswer;
  readonly bars: BarAnswer;
  readonly books: BookAnswer;
  readonly predictions: PredictionAnswer;
  readonly signals: SignalAnswer;
  readonly orders: OrderAnswer;
  readonly fills: FillAnswer;
  readonly positions: PositionAnswer;
  readonly refusals: RefusalAnswer;
  readonly alerts: AlertChangeAnswer;
  readonly status: ProcessStatus;
}
/** The name of a channel. */
export type ChannelName = keyof Channels;

/** What a client sends on `/v1/stream`. */
export type ClientMessage =
  | {
    readonly op: "subscribe";
    readonly id?: string;
    readonly channels: readonly {
      readonly name: ChannelName;
      readonly symbols?: readonly string[];
      /**
       * The `seq` after which to go on, of a channel that tells every item: it then begins with what
       * came since instead of a snapshot.
       */
      readonly resume?: Sequence;
    }[];
  }
  | {
    readonly op: "unsubscribe";
    readonly id?: string;
    readonly channels: readonly { readonly name: ChannelName }[];
  }
  | { readonly op: "ping"; readonly id?: string };

/**
 * Where a record lies: `position.outputIndex`, its ordinal in the input log and which of that record's
 * outputs it is; `start` before every record. It stays the same for ever, also when the gateway restarts.
 */
export type Sequence = string;

/** Items of one channel: a snapshot of the newest after subscribing, then updates. */
export interface DataMessage<Name extends ChannelName = ChannelName> {
  readonly ch: Name;
  readonly type: "snapshot" | "update";
  /** The place of the last item: with it a client goes on later. */
  readonly seq: Sequence;
  readonly ts: Time;
  readonly data: readonly Channels[Name][];
}

/** What the server sends on `/v1/stream`. */
export type ServerMessage =
  | { readonly op: "ack"; readonly id: string | null; readonly channels: readonly ChannelName[] }
  | { readonly op: "pong"; readonly id: string | null; readonly ts: Time }
  | { readonly op: "heartbeat"; readonly ts: Time }
  | {
    readonly op: "error";
    readonly id: string | null;
    readonly code: string;
    readonly detail: string;
  }
  | { [Name in ChannelName]: DataMessage<Name> }[ChannelName];

/** Close codes of the socket beyond the standard ones. */
export const closeCodes = { unknown: 4401, slow: 4408, tooMany: 4429, restart: 1012 } as const;

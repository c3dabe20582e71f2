// The shapes of what the risk screen asks for: limits, their use, stops with their proof, the dead-man's switch.
import type { Decimal, Time, TradingStateAnswer } from "../protocol.ts";

/** One limit as it is in force at a place. */
export interface LimitAnswer {
  readonly name: string;
  readonly value: number;
  readonly default: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly unit: string;
  readonly description: string;
  /** Whether one instrument may have its own. */
  readonly per_instrument: boolean;
  /** Where the value comes from. */
  readonly source: "default" | "all" | "account" | "instrument";
}

/** `GET` and `PUT /v1/risk/limits`. */
export interface LimitsAnswer {
  /** Of all limits together: a change has to name the one it was made from. Also the ETag. */
  readonly version: number;
  /** Empty: what holds for every account. */
  readonly account: string;
  /** Null: what holds for every instrument. */
  readonly symbol: string | null;
  readonly limits: readonly LimitAnswer[];
}

/** One change of limits, applied or refused. */
export interface LimitChangeAnswer {
  readonly t: Time;
  readonly account: string;
  readonly symbol: string | null;
  readonly outcome: "applied" | "refused";
  readonly version: number;
  readonly limits: readonly {
    readonly name: string;
    readonly before: number;
    readonly after: number;
    /** Whether the value of its own was taken away. */
    readonly reset: boolean;
  }[];
  readonly reason: string;
  readonly position: number;
}

/** How much of a limit the newest checked order of an account would have used. */
export interface UsageAnswer {
  readonly check: string;
  readonly value: number;
  readonly limit: number;
}

/** `GET /v1/risk/status`: one account. */
export interface RiskStatusAnswer {
  readonly account: string;
  readonly state: TradingStateAnswer["state"];
  readonly reason: string;
  /** When the newest order was checked; null where none was. */
  readonly t: Time | null;
  readonly usage: readonly UsageAnswer[];
  readonly approved: number;
  readonly denied: number;
}

/** One code by which risk denies. */
export interface DenialAnswer {
  readonly code: string;
  readonly means: string;
  readonly limit: string | null;
  readonly reducing_passes: boolean;
  readonly todo: string;
}

/** One risk check. */
export interface RiskDecisionAnswer {
  readonly t: Time;
  readonly symbol: string;
  readonly account: string;
  readonly strategy_id: string;
  readonly client_order_id: string;
  readonly decision: "approved" | "denied";
  readonly reason: string;
  readonly checks: readonly UsageAnswer[];
  readonly position: number;
}

/** `POST /v1/halt`, `/v1/reduce`, `/v1/resume`: the change, and the proof that it is in force. */
export interface StopAnswer extends TradingStateAnswer {
  /** Whether positions are closed as well. */
  readonly flatten: boolean;
  /** Every actor that trades, with the place in the input log from which it goes by the change. */
  readonly acknowledgements: readonly {
    readonly actor: string;
    readonly position: number;
    readonly emitted: number;
  }[];
  /** Whether every actor has acknowledged within the time of the answer. */
  readonly complete: boolean;
  /** Orders that still worked when the answer was given; 0 proves that nothing can fill. */
  readonly working: number;
  /** Positions that were still open when the answer was given. */
  readonly open_positions: number;
  readonly waited_ms: number;
}

/** `GET`, `PUT`, `DELETE /v1/deadman`: one account. */
export interface DeadmanAnswer {
  readonly account: string;
  readonly armed: boolean;
  readonly timeout_s: number;
  readonly flatten: boolean;
  /** Null where it is not armed. */
  readonly last_heartbeat_at: Time | null;
  readonly due_at: Time | null;
}

/** One difference to a venue, and what was done about it. */
export interface CorrectionAnswer {
  readonly t: Time;
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

/** `POST /v1/reconciliation`: what was asked for. */
export interface ReconciliationAnswer {
  readonly account: string;
  readonly request_id: string;
  readonly position: number;
}

/** One number that an algorithm can be told. */
export interface AlgorithmParameterAnswer {
  readonly name: string;
  readonly default: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly description: string;
}

/** `GET /v1/algorithms`: one of them. */
export interface AlgorithmAnswer {
  readonly name: string;
  readonly description: string;
  readonly parameters: readonly AlgorithmParameterAnswer[];
}

/** An order that an algorithm works. */
export interface AlgorithmOrderAnswer {
  readonly client_order_id: string;
  readonly symbol: string;
  readonly account: string;
  readonly strategy_id: string;
  readonly algorithm: string;
  readonly parameters: Readonly<Record<string, number>>;
  readonly status: string;
  readonly side: "buy" | "sell";
  readonly qty: Decimal;
  readonly limit_price: Decimal | null;
  readonly filled_qty: Decimal;
  readonly filled_avg_price: Decimal | null;
  readonly arrival_price: Decimal;
  readonly children: number;
  readonly start_at: Time;
  readonly end_at: Time;
  readonly reason: string;
  readonly position: number;
}

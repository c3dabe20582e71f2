// The shapes of what a watcher asks for: prints on the tape, the course of an account, and dead letters.
import type { Decimal, Time } from "../protocol.ts";

/** One print on the tape. */
export interface TradeAnswer {
  readonly symbol: string;
  readonly t: Time;
  readonly price: Decimal;
  readonly qty: Decimal;
  /** Who crossed the spread, where the venue says so. */
  readonly aggressor_side: "unknown" | "buy" | "sell";
  readonly position: number;
}

/** What an account was worth at a time. Money is in currency, currencies at par. */
export interface AccountPoint {
  readonly t: Time;
  readonly equity: number;
  readonly fees: number;
}

/** A record that an actor failed on, and passed over. */
export interface DeadLetterAnswer {
  readonly t: Time;
  readonly actor: string;
  readonly stream: string;
  /** Position of the record, by which it is found in its table. */
  readonly sequence: number;
  readonly error: string;
  readonly attempts: number;
  readonly position: number;
}

/** What needs somebody: derived from what processes say, and gone when its cause is. */
export interface AlertAnswer {
  readonly id: string;
  readonly severity: "critical" | "warning" | "notice";
  readonly source: string;
  readonly title: string;
  readonly detail: string;
  readonly since: Time;
}

/** An alert that begins or is over. */
export interface AlertChangeAnswer extends AlertAnswer {
  readonly state: "raised" | "cleared";
  /** When it was seen, in microseconds since 1970: alerts do not lie in the input log. */
  readonly position: number;
}

/** Input that was refused. */
export interface RefusalAnswer {
  readonly t: Time;
  readonly source: string;
  readonly field: string;
  readonly value: string;
  readonly expected: string;
  readonly place: string;
  readonly count: number;
  readonly position: number;
}

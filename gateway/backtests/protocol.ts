// The shapes of what the API says of strategies, recordings and backtests.
import type { Time } from "../protocol.ts";

/** A setting of a strategy. */
export interface SettingAnswer {
  readonly name: string;
  readonly default: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly comment: string;
}

/** A strategy that backtests may run. */
export interface StrategyAnswer {
  readonly name: string;
  readonly about: string;
  /** What runs it: the actors that trade live, columns of ticks, or columns of bars. */
  readonly engine: "actors" | "columns" | "bars";
  readonly settings: readonly SettingAnswer[];
}

/** Recorded data. */
export interface RecordingAnswer {
  readonly name: string;
  readonly bytes: number;
}

/** A backtest as a job. */
export interface BacktestAnswer {
  readonly id: string;
  readonly state: "queued" | "running" | "done" | "failed" | "cancelled";
  /** Part that is done, 0 to 1. */
  readonly progress: number;
  readonly eta_seconds: number | null;
  readonly created_at: Time;
  readonly started_at: Time | null;
  readonly finished_at: Time | null;
  readonly request: Readonly<Record<string, unknown>>;
  readonly error: string;
  /** Figures, warnings and the id of the run; null until it is done. */
  readonly result: Readonly<Record<string, unknown>> | null;
}

/** A point of an equity curve. */
export interface EquityPoint {
  readonly t: Time;
  readonly equity: number;
}

// What a process says of itself once a second: its state, source, rates and lags.
import type { TradingState } from "./control.ts";
import type { TimeUs } from "./units.ts";

/** The kinds of market source. Every screen and answer says which one is running. */
export type SourceKind = "simulated" | "replay" | "live";

/** The running market source. */
export interface SourceStatus {
  readonly kind: SourceKind;
  /** What people call it: "Simulated market, seed 7", or the files. */
  readonly name: string;
  /** Times real speed; 0 is as fast as possible. */
  readonly speed: number;
  readonly seed?: number;
  /** Records given so far, and in all where that is known. */
  readonly records: number;
  readonly totalRecords?: number;
  readonly eventTimeUs: TimeUs;
}

/** One actor or adapter of the process. */
export interface ActorStatus {
  readonly name: string;
  readonly received: number;
  readonly emitted: number;
  readonly errors: number;
  readonly receivedPerSecond: number;
  readonly emittedPerSecond: number;
  /** How far behind its input it is, in milliseconds of wall clock; 0 where it keeps up. */
  readonly lagMs: number;
}

/** One stream as its writer or reader sees it. */
export interface StreamStatus {
  readonly name: string;
  readonly role: "writer" | "reader";
  readonly sequence: number;
  readonly position: number;
  /** Records queued and not yet acknowledged, or not yet read. */
  readonly pending: number;
}

/** How a process does. */
export interface ProcessStatus {
  readonly process: "core" | "recorder" | "gateway";
  readonly state: "starting" | "running" | "draining" | "finished" | "failed";
  readonly timeUs: TimeUs;
  readonly startedTimeUs: TimeUs;
  readonly source?: SourceStatus;
  readonly actors: readonly ActorStatus[];
  readonly streams: readonly StreamStatus[];
  /** Rows per table since the start; recorder only. */
  readonly tables?: Readonly<Record<string, number>>;
  /** Refused records so far, by source and field. */
  readonly refusals?: Readonly<Record<string, number>>;
  readonly tradingState?: TradingState;
  readonly memoryBytes: number;
  /** Wall-clock milliseconds from a tick's receipt to its order's release: median and 99th percentile. */
  readonly tickToOrderMs?: { readonly p50: number; readonly p99: number; readonly orders: number };
  /** What went wrong, or what it waits for. */
  readonly message?: string;
}

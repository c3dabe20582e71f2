// How far the live host is: written by the host, read by the status.
import type { TradingState } from "../../streams/control.ts";
import type { Gate } from "./gate.ts";
import type { Operations } from "./operations.ts";
import type { Outputs } from "./outputs.ts";

/** How far the live host is. Times are wall clock, in microseconds. */
export interface Progress {
  state: "starting" | "running" | "draining" | "finished";
  /** Records the source has given in this session. */
  records: number;
  /** The last message of the input log that was taken, where another process writes it. */
  inputSequence: number;
  /** Event time of the newest record. */
  eventTimeUs: number;
  /** When the newest decided batch was received. */
  decidedIngestUs: number;
  startedUs: number;
  finishedUs: number;
  /** Why the source ended early, where it did. */
  message: string | undefined;
  outputs: Outputs | undefined;
  operations: Operations | undefined;
  gate: Gate | undefined;
  tradingState: () => TradingState;
}

/** Nothing has happened yet. */
export const noProgress = (): Progress => ({
  state: "starting",
  records: 0,
  inputSequence: 0,
  eventTimeUs: 0,
  decidedIngestUs: 0,
  startedUs: 0,
  finishedUs: 0,
  message: undefined,
  outputs: undefined,
  operations: undefined,
  gate: undefined,
  tradingState: () => "active",
});

// What a market source is: a deterministic sequence of ticks that can go on where it stopped.
import type { Control } from "../../streams/control.ts";
import type { FeedEvent } from "../../streams/feed.ts";
import type { InstrumentDefinition } from "../../streams/instruments.ts";
import type { Tick } from "../../streams/market.ts";
import type { Unstamped } from "../../streams/record.ts";
import type { FeedStatus, SourceKind } from "../../streams/status.ts";

/** Ticks as they came, in order. */
export interface TickBatch {
  readonly ticks: readonly Unstamped<Tick>[];
  /** Where the source can go on without giving every earlier tick again; given now and then. */
  readonly checkpoint?: SourceCheckpoint;
}

/** A place to go on from: the state of the source after a number of ticks. */
export interface SourceCheckpoint {
  readonly records: number;
  readonly state: string;
}

/** Where to go on: after `records` ticks of the session, with the newest checkpoint at or before that. */
export interface SourceResume {
  readonly records: number;
  /** When the session began, by our clock, in microseconds. */
  readonly startedUs: number;
  readonly checkpoint?: SourceCheckpoint;
}

/** Something in the input that was refused. The source counts; it tells the first of each kind, then powers of ten. */
export interface SourceRefusal {
  readonly source: string;
  readonly field: string;
  readonly value: string;
  readonly expected: string;
  readonly place: string;
  readonly count: number;
}

/** A market source. The same options give the same ticks, but for the clock of a paced one. */
export interface TickSource {
  readonly kind: SourceKind;
  readonly name: string;
  /** Times real speed; 0 is as fast as possible. */
  readonly speed: number;
  readonly seed?: number;
  /** Ticks in all, where that is known. */
  readonly totalRecords?: number;
  /** How late a paced source is because its ticks are not taken, in milliseconds of wall clock. */
  readonly behindMs?: () => number;
  /** How the feed of a live venue does. */
  readonly feed?: () => FeedStatus;
  /** Instruments it gives that are not built in. */
  readonly instruments: readonly InstrumentDefinition[];
  /** Pulls ticks at the source's pace; ends with the source. Throws `SourceFailed`. */
  readonly open: (
    resume: SourceResume | undefined,
    refuse: (refusal: SourceRefusal) => void,
    signal: AbortSignal,
  ) => AsyncIterable<TickBatch>;
}

/** What comes from outside, in order: ticks, and what a live venue tells of its feed and of our account. */
export interface InputBatch extends Omit<TickBatch, "ticks"> {
  readonly ticks: readonly Unstamped<Tick | FeedEvent | Control>[];
}

/** A source of the input log: recorded or simulated ticks, or a live venue, which cannot be asked again. */
export interface InputSource extends Omit<TickSource, "open"> {
  readonly open: (
    resume: SourceResume | undefined,
    refuse: (refusal: SourceRefusal) => void,
    signal: AbortSignal,
  ) => AsyncIterable<InputBatch>;
}

/** The source cannot be read: the message says what is wrong, where, and what was expected. */
export class SourceFailed extends Error {
  override readonly name = "SourceFailed";
}

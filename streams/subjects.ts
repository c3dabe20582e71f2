// Every stream and subject, as one table: what flows where, who writes it, how much it may hold.
import type { Tag } from "./records.ts";
import type { Stage } from "./status.ts";

/** One JetStream stream. Exactly one process writes it, fenced by the expected last sequence. */
export interface StreamDefinition {
  readonly name: string;
  readonly subjects: readonly string[];
  /** The records it carries, with the subject of each. */
  readonly carries: Readonly<Partial<Record<Tag, string>>>;
  /** The stage of the pipeline that writes it, or the gateway. */
  readonly writer: Stage | "gateway";
  readonly maxBytes: number;
  /** Whether an order waits until its records are durable: such a stream is written at once. */
  readonly gates: boolean;
}

const mebibyte = 1024 * 1024;

/**
 * The streams. All keep to files and refuse what is over their limit (`discard: new`), so that a full
 * stream slows its writer; what every reader has passed is purged, so that a quick reader means a small stream.
 * None has a largest age: a stream whose last message expired would forget where its writer stood.
 */
export const streams = {
  INPUT: {
    name: "INPUT",
    subjects: ["ticks.>", "control.>"],
    carries: {
      quote: "ticks.market",
      trade: "ticks.market",
      bookDelta: "ticks.market",
      control: "control.log",
      feedEvent: "control.feed",
    },
    writer: "input",
    maxBytes: 1024 * mebibyte,
    gates: true,
  },
  MARKET: {
    name: "MARKET",
    subjects: ["book.>", "bars.>"],
    carries: { bookSnapshot: "book.snapshots", bar: "bars.all" },
    writer: "market",
    maxBytes: 256 * mebibyte,
    gates: false,
  },
  FEATURES: {
    name: "FEATURES",
    subjects: ["features.>"],
    carries: { featureVector: "features.all" },
    writer: "market",
    maxBytes: 512 * mebibyte,
    gates: false,
  },
  PREDICTIONS: {
    name: "PREDICTIONS",
    subjects: ["predictions.>"],
    carries: { prediction: "predictions.all" },
    writer: "inference",
    maxBytes: 256 * mebibyte,
    // In a pipeline that is split, orders wait for them.
    gates: true,
  },
  OUTCOMES: {
    name: "OUTCOMES",
    subjects: ["outcomes.>"],
    carries: { outcome: "outcomes.all" },
    writer: "trading",
    maxBytes: 256 * mebibyte,
    gates: false,
  },
  SIGNALS: {
    name: "SIGNALS",
    subjects: ["signals.>"],
    carries: { signal: "signals.all" },
    writer: "trading",
    maxBytes: 256 * mebibyte,
    gates: false,
  },
  ORDERS: {
    name: "ORDERS",
    subjects: ["orders.>"],
    carries: {
      orderCommand: "orders.commands",
      riskDecision: "orders.risk",
      orderEvent: "orders.events",
      fill: "orders.fills",
      reportRequest: "orders.report-requests",
      orderStatusReport: "orders.status-reports",
      fillReport: "orders.fill-reports",
      positionReport: "orders.position-reports",
      reportEnd: "orders.report-ends",
      correction: "orders.corrections",
      limitChange: "orders.limits",
      acknowledgement: "orders.acknowledgements",
      algorithmOrder: "orders.algorithms",
    },
    writer: "trading",
    maxBytes: 512 * mebibyte,
    gates: true,
  },
  POSITIONS: {
    name: "POSITIONS",
    subjects: ["positions.>"],
    carries: { position: "positions.all" },
    writer: "trading",
    maxBytes: 256 * mebibyte,
    gates: false,
  },
  OPERATIONS: {
    name: "OPERATIONS",
    subjects: ["operations.>"],
    carries: {
      refusal: "operations.refusals",
      trace: "operations.traces",
      deadLetter: "operations.dead",
      alert: "operations.alerts",
    },
    // Traces and dead letters; a source that runs alone tells its refusals in its status.
    writer: "trading",
    maxBytes: 128 * mebibyte,
    gates: false,
  },
  AUDIT: {
    name: "AUDIT",
    subjects: ["audit.>"],
    carries: { audit: "audit.all" },
    // In ordinals of its own: what people ask does not follow from the input log.
    writer: "gateway",
    maxBytes: 64 * mebibyte,
    gates: false,
  },
} as const satisfies Record<string, StreamDefinition>;

/** Streams of what happens beside the input log and does not follow from it, in ordinals of their own. */
export const besideInput: readonly string[] = ["OPERATIONS", "AUDIT"];

/** The name of a stream. */
export type StreamName = keyof typeof streams;
/** Every stream, in the order data flows through them. */
export const allStreams: readonly StreamDefinition[] = Object.values(streams);

const byTag = new Map<Tag, StreamDefinition>(
  allStreams.flatMap((stream) => Object.keys(stream.carries).map((tag) => [tag as Tag, stream])),
);

/** The stream that carries a record. */
export const streamOf = (tag: Tag): StreamDefinition => byTag.get(tag)!;

/** The subject a record is published on. */
export const subjectOf = (tag: Tag): string => streamOf(tag).carries[tag]!;

/** Message headers of our own, beside JetStream's. */
export const headers = {
  /** `position.outputIndex` of the last record in the message. */
  last: "Contrail-Last",
  /** Names the writer, so that it knows its own messages after a lost acknowledgement. */
  writer: "Contrail-Writer",
  /** Where the source stands after the message, so that it can go on after a restart. Input log only. */
  cursor: "Contrail-Cursor",
} as const;

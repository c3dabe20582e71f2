// The feed: follows every stream from its end and turns records into items of the channels.
import { Effect, Stream } from "effect";
import { recordsOf } from "../actors/run/decode.ts";
import { MalformedMessage, runsOf } from "../streams/message.ts";
import { type Quote, quote, type Trade, trade } from "../streams/market.ts";
import type { AnyRecord } from "../streams/records.ts";
import { type StreamName, subjectOf } from "../streams/subjects.ts";
import { type StreamMessage, Transport } from "../streams/transport/transport.ts";
import { lookBackMessages, tapePrints } from "./limits.ts";
import type { Accuracy } from "./accuracy.ts";
import type { LiveOrders } from "./live-orders.ts";
import type { LiveModels } from "./models/live-models.ts";
import type { Recent } from "./recent.ts";
import type { Desk } from "./risk/desk.ts";
import type { Presenter } from "./present.ts";
import type { Tell } from "./hub.ts";
import { journalStreams } from "./live/channels.ts";
import { beginning, isAfter } from "./live/places.ts";
import type { Place } from "./parameters.ts";
import type { SpanExport } from "./span-export.ts";
import type { Timings } from "./timings.ts";

/** What the feed works with. */
export interface FeedOptions {
  /** Asked at every use: instruments may be added. */
  readonly presenter: () => Presenter;
  readonly orders: LiveOrders;
  readonly desk: Desk;
  readonly recent: Recent;
  readonly tell: Tell;
  readonly timings: Timings;
  readonly accuracy: Accuracy;
  readonly spans: SpanExport;
  readonly models: LiveModels;
  /** A session of another source starts at a position. */
  readonly onSession: (position: number) => void;
  /** The feed of a stream begins with the record of a place, or with the first there ever is. Runs once a stream. */
  readonly onBegin: (stream: StreamName, first: Place | undefined) => Effect.Effect<void>;
  /** The reading of a stream begins, for the first time or again. */
  readonly onOpen: (stream: StreamName) => void;
  /** A stream has been told up to where it ended when its reading began. */
  readonly onCaughtUp: (stream: StreamName) => void;
  /** Messages of a stream were dropped before the feed, which began again, had read them. */
  readonly onMissed: (stream: StreamName) => void;
  /** The last place that was told of each stream, also when the feed begins again. */
  readonly told: Map<StreamName, Place>;
  /** The last sequence that was read of each stream, likewise. */
  readonly read: Map<StreamName, number>;
}

const followed: readonly StreamName[] = [
  "INPUT",
  "MARKET",
  "PREDICTIONS",
  "OUTCOMES",
  "SIGNALS",
  "ORDERS",
  "POSITIONS",
  "OPERATIONS",
];

/**
 * Streams of channels that tell every item, of what is held and of what is in force: of these everything
 * is read that the server still holds.
 */
const journaled: ReadonlySet<StreamName> = new Set([
  ...Object.values(journalStreams).filter((one) => one !== undefined),
  "POSITIONS",
  "INPUT",
]);
/** Of these only what was written shortly before is looked at. */
const passing: ReadonlySet<string> = new Set([subjectOf("bookSnapshot"), subjectOf("quote")]);

/** Follows the streams and the statuses, for ever. */
export const follow = Effect.fnUntraced(function* (options: FeedOptions) {
  const transport = yield* Transport;
  const statuses = transport.statuses.pipe(
    Stream.runForEach((status) =>
      Effect.sync(() => options.tell("status", status, { position: status.timeUs, outputIndex: 0 }))
    ),
  );
  const streams = followed.map((stream) => followStream(options, stream));
  yield* Effect.all([...streams, statuses], { concurrency: "unbounded", discard: true });
});

const followStream = Effect.fnUntraced(function* (options: FeedOptions, stream: StreamName) {
  const transport = yield* Transport;
  options.onOpen(stream);
  const { sequence: tail } = yield* transport.tail(stream);
  const beginOnce = Effect.fnUntraced(function* (first: Place | undefined) {
    if (options.told.has(stream)) return;
    yield* options.onBegin(stream, first);
    options.told.set(stream, beginning);
  });
  if (tail === 0) {
    yield* beginOnce(undefined);
    options.onCaughtUp(stream);
  }
  // What was written shortly before is shown too: the store that seeds the rest lags a little.
  const recent = Math.max(1, tail + 1 - lookBackMessages);
  yield* transport.read(stream, journaled.has(stream) ? 1 : recent).pipe(
    Stream.runForEach((messages) =>
      Effect.gen(function* () {
        // The server drops only what the store holds, so what lies before its first message is there.
        yield* beginOnce(journaled.has(stream) ? firstPlaceOf(messages[0]!) : undefined);
        const before = options.read.get(stream);
        if (before !== undefined && messages[0]!.sequence > before + 1) options.onMissed(stream);
        options.read.set(stream, Math.max(before ?? 0, messages.at(-1)!.sequence));
        tellMessages(options, messages, recent);
        if (messages.at(-1)!.sequence >= tail) options.onCaughtUp(stream);
      })
    ),
  );
});

/** The place of the first record of a message; where it cannot be read, that of its last one. */
const firstPlaceOf = (message: StreamMessage): Place => {
  try {
    const [first] = recordsOf(message.subject, message.payload);
    return first === undefined
      ? message.last
      : { position: first.position, outputIndex: first.outputIndex };
  } catch {
    return message.last;
  }
};

const tellMessages = (
  options: FeedOptions,
  messages: readonly StreamMessage[],
  recent: number,
): void => {
  const quotes = new Map<number, () => Quote>();
  let prints: (() => Trade)[] = [];
  for (const message of messages) {
    // A message that cannot be read is the recorder's to report; the ones behind it are shown all the same.
    try {
      const old = message.sequence < recent;
      if (old && passing.has(message.subject)) continue;
      if (message.subject === subjectOf("quote")) {
        keepLastQuotes(quotes, message.payload);
        prints = [...prints, ...lastPrints(message.payload)].slice(-tapePrints);
      } else tellRecords(options, message.stream, recordsOf(message.subject, message.payload));
    } catch (cause) {
      if (!(cause instanceof MalformedMessage)) throw cause;
      console.error(`warn: ${message.stream} message ${message.sequence}: ${cause.message}`);
    }
  }
  const presenter = options.presenter();
  for (const read of quotes.values()) {
    const one = read();
    options.tell("quotes", presenter.quote(one), one);
  }
  for (const read of prints) {
    const one = read();
    options.tell("trades", presenter.trade(one), one);
  }
};

const idOffset = quote.frame!.offsets["instrumentId"]!;

/** Of the ticks only the last quote of each instrument is shown, so nothing else is even decoded. */
const keepLastQuotes = (last: Map<number, () => Quote>, payload: Uint8Array): void => {
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  const { read, rowBytes } = quote.frame!;
  for (const run of runsOf(payload)) {
    if (run.recordId !== quote.recordId || run.rowBytes !== rowBytes) continue;
    for (let i = 0; i < run.rows; i++) {
      const at = run.offset + i * rowBytes;
      last.set(view.getUint32(at + idOffset, true), () => read(view, at));
    }
  }
};

/** The newest prints of a message, unread. */
const lastPrints = (payload: Uint8Array): (() => Trade)[] => {
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  const { read, rowBytes } = trade.frame!;
  const found: (() => Trade)[] = [];
  for (const run of runsOf(payload)) {
    if (run.recordId !== trade.recordId || run.rowBytes !== rowBytes) continue;
    for (let i = Math.max(0, run.rows - tapePrints); i < run.rows; i++) {
      const at = run.offset + i * rowBytes;
      found.push(() => read(view, at));
    }
  }
  return found;
};

/** Of predictions and books only the last of a message is told, of everything else all, each once. */
const tellRecords = (
  options: FeedOptions,
  stream: StreamName,
  records: readonly AnyRecord[],
): void => {
  const last = new Map<string, AnyRecord>();
  for (const record of records) {
    options.recent.take(record);
    if (record._tag === "prediction") last.set(`${record.instrumentId} ${record.model}`, record);
    else if (record._tag === "bookSnapshot") last.set(`${record.instrumentId}`, record);
    else if (!journaled.has(stream)) tellRecord(options, record);
    else if (isAfter(record, options.told.get(stream) ?? beginning)) {
      options.told.set(stream, { position: record.position, outputIndex: record.outputIndex });
      tellRecord(options, record);
    }
  }
  for (const record of last.values()) tellRecord(options, record);
};

const tellRecord = (options: FeedOptions, record: AnyRecord): void => {
  const { orders, tell } = options;
  const presenter = options.presenter();
  const place = { position: record.position, outputIndex: record.outputIndex };
  switch (record._tag) {
    case "bookSnapshot":
      return tell("books", presenter.book(record), place);
    case "bar":
      return tell("bars", presenter.bar(record), place);
    case "prediction":
      return tell("predictions", presenter.prediction(record), place);
    case "outcome":
      return options.accuracy.onOutcome(record);
    case "signal":
      return tell("signals", presenter.signal(record), place);
    case "orderCommand": {
      const order = orders.onCommand(record);
      return order === undefined ? undefined : tell("orders", order, place);
    }
    case "orderEvent": {
      const order = orders.onEvent(record);
      return order === undefined ? undefined : tell("orders", order, place);
    }
    case "fill": {
      const order = orders.onFill(record);
      if (order !== undefined) tell("orders", order, place);
      options.spans.onFill(record);
      return tell("fills", presenter.fill(record), place);
    }
    case "position":
      return tell("positions", presenter.position(record), place);
    case "refusal":
      return tell("refusals", presenter.refusal(record), place);
    case "control":
      options.models.onControl(record);
      options.desk.take(record);
      return record.control === "sessionStarted" ? options.onSession(record.position) : undefined;
    case "riskDecision":
    case "limitChange":
    case "acknowledgement":
    case "algorithmOrder":
      return options.desk.take(record);
    case "trace":
      options.spans.onTrace(record, presenter.instrument(record.instrumentId).name);
      return options.timings.add(record);
    case "quote":
    case "trade":
    case "bookDelta":
    case "featureVector":
    case "audit":
    case "deadLetter":
    case "reportRequest":
    case "orderStatusReport":
    case "fillReport":
    case "positionReport":
    case "reportEnd":
    case "correction":
      return undefined;
  }
};

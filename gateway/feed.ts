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
import type { Presenter } from "./present.ts";
import type { ChannelName, Channels } from "./protocol.ts";
import type { Timings } from "./timings.ts";

/** Takes an item of a channel. */
export type Tell = <Name extends ChannelName>(channel: Name, item: Channels[Name]) => void;

/** What the feed works with. */
export interface FeedOptions {
  /** Asked at every use: instruments may be added. */
  readonly presenter: () => Presenter;
  readonly orders: LiveOrders;
  readonly tell: Tell;
  readonly timings: Timings;
  readonly accuracy: Accuracy;
  /** A session of another source starts at a position. */
  readonly onSession: (position: number) => void;
}

const followed: readonly StreamName[] = [
  "INPUT",
  "MARKET",
  "PREDICTIONS",
  "SIGNALS",
  "ORDERS",
  "POSITIONS",
  "OPERATIONS",
];

/** Follows the streams and the statuses, for ever. */
export const follow = Effect.fnUntraced(function* (options: FeedOptions) {
  const transport = yield* Transport;
  const streams = followed.map((stream) =>
    Effect.gen(function* () {
      const { sequence } = yield* transport.tail(stream);
      // What was written shortly before is shown too: the store that seeds the rest lags a little.
      const from = Math.max(1, sequence + 1 - lookBackMessages);
      yield* transport.read(stream, from).pipe(
        Stream.runForEach((messages) => Effect.sync(() => tellMessages(options, messages))),
      );
    })
  );
  const statuses = transport.statuses.pipe(
    Stream.runForEach((status) => Effect.sync(() => options.tell("status", status))),
  );
  yield* Effect.all([...streams, statuses], { concurrency: "unbounded", discard: true });
});

const tellMessages = (options: FeedOptions, messages: readonly StreamMessage[]): void => {
  const quotes = new Map<number, () => Quote>();
  let prints: (() => Trade)[] = [];
  for (const message of messages) {
    // A message that cannot be read is the recorder's to report; the ones behind it are shown all the same.
    try {
      if (message.subject === subjectOf("quote")) {
        keepLastQuotes(quotes, message.payload);
        prints = [...prints, ...lastPrints(message.payload)].slice(-tapePrints);
      } else tellRecords(options, recordsOf(message.subject, message.payload));
    } catch (cause) {
      if (!(cause instanceof MalformedMessage)) throw cause;
      console.error(`warn: ${message.stream} message ${message.sequence}: ${cause.message}`);
    }
  }
  const presenter = options.presenter();
  for (const read of quotes.values()) {
    const one = read();
    options.accuracy.onQuote(one);
    options.tell("quotes", presenter.quote(one));
  }
  for (const read of prints) options.tell("trades", presenter.trade(read()));
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

/** Of predictions and books only the last of a message is told, of everything else all. */
const tellRecords = (options: FeedOptions, records: readonly AnyRecord[]): void => {
  const last = new Map<string, AnyRecord>();
  for (const record of records) {
    if (record._tag === "prediction") last.set(`${record.instrumentId} ${record.model}`, record);
    else if (record._tag === "bookSnapshot") last.set(`${record.instrumentId}`, record);
    else tellRecord(options, record);
  }
  for (const record of last.values()) tellRecord(options, record);
};

const tellRecord = (options: FeedOptions, record: AnyRecord): void => {
  const { orders, tell } = options;
  const presenter = options.presenter();
  switch (record._tag) {
    case "bookSnapshot":
      return tell("books", presenter.book(record));
    case "bar":
      return tell("bars", presenter.bar(record));
    case "prediction":
      options.accuracy.onPrediction(record);
      return tell("predictions", presenter.prediction(record));
    case "signal":
      return tell("signals", presenter.signal(record));
    case "orderCommand": {
      const order = orders.onCommand(record);
      return order === undefined ? undefined : tell("orders", order);
    }
    case "orderEvent": {
      const order = orders.onEvent(record);
      return order === undefined ? undefined : tell("orders", order);
    }
    case "fill": {
      const order = orders.onFill(record);
      if (order !== undefined) tell("orders", order);
      return tell("fills", presenter.fill(record));
    }
    case "position":
      return tell("positions", presenter.position(record));
    case "refusal":
      return tell("refusals", presenter.refusal(record));
    case "control":
      return record.control === "sessionStarted" ? options.onSession(record.position) : undefined;
    case "trace":
      return options.timings.add(record);
    case "quote":
    case "trade":
    case "bookDelta":
    case "featureVector":
    case "riskDecision":
    case "deadLetter":
    case "reportRequest":
    case "orderStatusReport":
    case "fillReport":
    case "positionReport":
    case "reportEnd":
    case "correction":
    case "limitChange":
    case "acknowledgement":
    case "algorithmOrder":
      return undefined;
  }
};

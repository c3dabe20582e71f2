// The feed: follows every stream from its end and turns records into items of the channels.
import { Effect, Stream } from "effect";
import { recordsOf } from "../actors/run/decode.ts";
import { runsOf } from "../streams/message.ts";
import { quote } from "../streams/market.ts";
import type { AnyRecord } from "../streams/records.ts";
import type { StreamName } from "../streams/subjects.ts";
import { type StreamMessage, Transport } from "../streams/transport/transport.ts";
import type { LiveOrders } from "./orders.ts";
import type { Presenter } from "./present.ts";
import type { ChannelName, Channels } from "./protocol.ts";

/** Takes an item of a channel. */
export type Tell = <Name extends ChannelName>(channel: Name, item: Channels[Name]) => void;

/** What the feed works with. */
export interface FeedOptions {
  /** Asked at every use: instruments may be added. */
  readonly presenter: () => Presenter;
  readonly orders: LiveOrders;
  readonly tell: Tell;
  /** A session of another source starts. */
  readonly onSession: () => void;
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
      yield* transport.read(stream, sequence + 1).pipe(
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
  for (const message of messages) {
    if (message.subject === "ticks.market") {
      tellQuotes(options, message);
      continue;
    }
    for (const record of recordsOf(message.subject, message.payload)) tellRecord(options, record);
  }
};

/** Of the ticks only quotes are shown, so the other runs are not even decoded. */
const tellQuotes = ({ presenter, tell }: FeedOptions, message: StreamMessage): void => {
  const { payload } = message;
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  const { read, rowBytes } = quote.frame!;
  for (const run of runsOf(payload)) {
    if (run.recordId !== quote.recordId || run.rowBytes !== rowBytes) continue;
    for (let i = 0; i < run.rows; i++) {
      tell("quotes", presenter().quote(read(view, run.offset + i * rowBytes)));
    }
  }
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
    case "fill":
      return tell("fills", presenter.fill(record));
    case "position":
      return tell("positions", presenter.position(record));
    case "refusal":
      return tell("refusals", presenter.refusal(record));
    case "control":
      return record.control === "sessionStarted" ? options.onSession() : undefined;
    case "quote":
    case "trade":
    case "bookDelta":
    case "featureVector":
    case "riskDecision":
    case "trace":
    case "deadLetter":
      return undefined;
  }
};

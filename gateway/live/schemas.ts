// The schemas of everything the socket says: the AsyncAPI document and the tests come from them.
import { Schema } from "effect";
import { stages } from "../../streams/status.ts";
import type * as Protocol from "../protocol.ts";
import {
  Bar,
  described,
  Fill,
  Holding,
  identified,
  Order,
  Prediction,
  Quote,
  Refusal,
  Signal,
  Time,
} from "../schemas.ts";
import { channelNames } from "../subscribe.ts";
import type { TradeAnswer } from "../watch/protocol.ts";
import { AlertChange } from "../watch/schemas.ts";
import { sequencePattern } from "./places.ts";

const Text = Schema.String;
const Count = Schema.Number;

/** The best levels of a book. */
export const Book: Schema.Codec<Protocol.BookAnswer> = identified(
  "Book",
  Schema.Struct({
    symbol: Text,
    t: Time,
    bids: described(
      Schema.Array(Schema.Tuple([Text, Text])),
      "Best first, as [price, quantity], exact decimals",
    ),
    asks: Schema.Array(Schema.Tuple([Text, Text])),
    position: Schema.Int,
  }),
);

/** One print on the tape. */
export const Trade: Schema.Codec<TradeAnswer> = identified(
  "Trade",
  Schema.Struct({
    symbol: Text,
    t: Time,
    price: Text,
    qty: Text,
    aggressor_side: Schema.Literals(["unknown", "buy", "sell"]),
    position: Schema.Int,
  }),
);

/** How a process does; further fields are those of `streams/status.ts`. */
export const Status = identified(
  "Status",
  Schema.Struct({
    process: Schema.Literals(["core", "recorder", "gateway"]),
    stages: Schema.optionalKey(Schema.Array(Schema.Literals(stages))),
    state: Schema.Literals(["starting", "running", "draining", "finished", "failed"]),
    timeUs: described(Count, "Microseconds since 1970"),
    startedTimeUs: Count,
    source: Schema.optionalKey(Schema.Record(Text, Schema.Unknown)),
    actors: Schema.Array(Schema.Record(Text, Schema.Unknown)),
    streams: Schema.Array(Schema.Record(Text, Schema.Unknown)),
    memoryBytes: Count,
    message: Schema.optionalKey(Text),
  }),
);

/** What the items of each channel are. */
export const channelSchemas = {
  quotes: Quote,
  trades: Trade,
  bars: Bar,
  books: Book,
  predictions: Prediction,
  signals: Signal,
  orders: Order,
  fills: Fill,
  positions: Holding,
  refusals: Refusal,
  alerts: AlertChange,
  status: Status,
} as const satisfies Record<Protocol.ChannelName, Schema.Top>;

/** A place, by which a client goes on. */
export const Sequence = described(
  Schema.String.check(Schema.isPattern(sequencePattern)),
  "position.outputIndex of the last item: resume after it; start is before everything",
);

const Id = described(Schema.NullOr(Text), "That of the message it answers");
const ChannelName = Schema.Literals(channelNames);

/** What the server says beside items. */
export const operationSchemas = {
  ack: Schema.Struct({
    op: Schema.Literal("ack"),
    id: Id,
    channels: described(Schema.Array(ChannelName), "What the client listens to from now on"),
  }),
  pong: Schema.Struct({ op: Schema.Literal("pong"), id: Id, ts: Time }),
  heartbeat: Schema.Struct({ op: Schema.Literal("heartbeat"), ts: Time }),
  error: Schema.Struct({
    op: Schema.Literal("error"),
    id: Id,
    code: described(Text, "invalid, forbidden or cannotResume"),
    detail: Text,
  }),
} as const;

/** Items of a channel, as one message. */
export const dataSchema = (name: Protocol.ChannelName) =>
  Schema.Struct({
    ch: Schema.Literal(name),
    type: described(
      Schema.Literals(["snapshot", "update"]),
      "The newest after subscribing, then what comes",
    ),
    seq: Sequence,
    ts: described(Time, "When the server said it"),
    data: Schema.Array(channelSchemas[name] as Schema.Top),
  });

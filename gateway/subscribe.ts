// What a client may say on the socket, read and checked.
import { Result, Schema } from "effect";
import type { ChannelName, ClientMessage } from "./protocol.ts";

/** Every channel there is. */
export const channelNames = [
  "quotes",
  "trades",
  "bars",
  "books",
  "predictions",
  "signals",
  "orders",
  "fills",
  "positions",
  "refusals",
  "status",
] as const satisfies readonly ChannelName[];

/** A message that cannot be understood; the message says why. */
export class BadMessage extends Error {
  override readonly name = "BadMessage";
  /** The id of the message, where it had one. */
  readonly id: string | null;
  constructor(message: string, id: string | null = null) {
    super(message);
    this.id = id;
  }
}

const Id = Schema.optionalKey(Schema.String.check(Schema.isMaxLength(64)));
const Name = Schema.Literals(channelNames);
const Symbols = Schema.Array(Schema.String.check(Schema.isMaxLength(64))).check(
  Schema.isMaxLength(500),
);
const Channel = Schema.Struct({ name: Name, symbols: Schema.optionalKey(Symbols) });
const Message = Schema.Union([
  Schema.Struct({
    op: Schema.Literal("subscribe"),
    id: Id,
    channels: Schema.Array(Channel).check(Schema.isMinLength(1), Schema.isMaxLength(50)),
  }),
  Schema.Struct({
    op: Schema.Literal("unsubscribe"),
    id: Id,
    channels: Schema.Array(Schema.Struct({ name: Name })).check(Schema.isMaxLength(50)),
  }),
  Schema.Struct({ op: Schema.Literal("ping"), id: Id }),
]);
const decode = Schema.decodeUnknownResult(Message);

/** Reads a client's message. Throws `BadMessage`. */
export const readClientMessage = (text: string): ClientMessage => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new BadMessage("The message is no JSON text");
  }
  const read = decode(value);
  if (Result.isSuccess(read)) return read.success as ClientMessage;
  throw new BadMessage(
    `Expected {"op":"subscribe","channels":[{"name":…,"symbols"?:[…]}]} with a name of ${
      channelNames.join(", ")
    }`,
    idOf(value),
  );
};

const idOf = (value: unknown): string | null => {
  const id = (value as { readonly id?: unknown } | null)?.id;
  return typeof id === "string" && id.length <= 64 ? id : null;
};

// What a client may say on the socket, read and checked.
import { Result, Schema } from "effect";
import { isJournal, journalNames } from "./live/channels.ts";
import { sequencePattern } from "./live/places.ts";
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
  "alerts",
  "status",
] as const satisfies readonly ChannelName[];

/** A message that cannot be understood; the message says why. */
export class BadMessage extends Error {
  override readonly name = "BadMessage";
  /** The id of the message, where it had one. */
  readonly id: string | null;
  readonly code: string;
  constructor(message: string, { id, code }: { id?: string | null; code?: string } = {}) {
    super(message);
    this.id = id ?? null;
    this.code = code ?? "invalid";
  }
}

const Id = Schema.optionalKey(Schema.String.check(Schema.isMaxLength(64)));
const Name = Schema.Literals(channelNames);
const Symbols = Schema.Array(Schema.String.check(Schema.isMaxLength(64))).check(
  Schema.isMaxLength(500),
);
const Channel = Schema.Struct({
  name: Name,
  symbols: Schema.optionalKey(Symbols),
  resume: Schema.optionalKey(Schema.String.check(Schema.isPattern(sequencePattern))),
});
/** What a client may say. */
export const Message = Schema.Union([
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
  if (Result.isFailure(read)) {
    throw new BadMessage(
      `Expected {"op":"subscribe","channels":[{"name":…,"symbols"?:[…],"resume"?:"…"}]} ` +
        `with a name of ${channelNames.join(", ")} and a seq to resume after`,
      { id: idOf(value) },
    );
  }
  const message = read.success as ClientMessage;
  const wrong = message.op !== "subscribe"
    ? undefined
    : message.channels.find((one) => one.resume !== undefined && !isJournal(one.name));
  if (wrong === undefined) return message;
  throw new BadMessage(
    `"${wrong.name}" tells the newest only, so there is nothing to resume: expected ${
      journalNames.join(", ")
    }`,
    { id: idOf(value) },
  );
};

const idOf = (value: unknown): string | null => {
  const id = (value as { readonly id?: unknown } | null)?.id;
  return typeof id === "string" && id.length <= 64 ? id : null;
};

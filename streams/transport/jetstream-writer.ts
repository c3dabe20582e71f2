// Carries a writer over JetStream: one inbox, headers built by hand, no promise or timer per message.
import { randomBytes } from "node:crypto";
import type { JetStreamManager } from "@nats-io/jetstream";
import { createInbox, type MsgHdrs, type NatsConnection } from "@nats-io/transport-node";
import { Effect, type Scope } from "effect";
import { headers, type StreamName, streams } from "../subjects.ts";
import { lingerMs } from "./limits.ts";
import type { OutboxMessage } from "./outbox.ts";
import { readTail } from "./tails.ts";
import { type StreamWriter, TransportError } from "./transport.ts";
import { type Ack, type Carrier, type Expected, FencedWriter } from "./writer.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** What a writer works with. */
export interface WriterOptions {
  readonly connection: NatsConnection;
  readonly manager: JetStreamManager;
  /** Servers that keep the stream. */
  readonly replicas: number;
}

/** Opens the writer of a stream. The scope flushes it and closes its inbox. */
export const openJetStreamWriter = Effect.fnUntraced(function* (
  { connection, manager, replicas }: WriterOptions,
  stream: StreamName,
) {
  const { writer: before, ...tail } = yield* Effect.tryPromise({
    try: () => readTail({ connection, manager }, stream),
    catch: (cause) =>
      cause instanceof TransportError
        ? cause
        : new TransportError({ reason: "missing", message: `Cannot read stream ${stream}`, cause }),
  });
  void before;
  const id = randomBytes(6).toString("hex");
  const inbox = createInbox();
  const link = { connected: true };
  const alone = replicas > 1;
  const carrier = carrierOf(connection, manager, { stream, id, inbox, link, alone });
  const writer = new FencedWriter(stream, tail, carrier);
  return yield* Effect.acquireRelease(
    Effect.sync(() => listen(connection, writer, inbox, link)),
    (open) =>
      Effect.ignore(Effect.timeoutOption(open.shape.flush, "5 seconds")).pipe(
        Effect.andThen(open.end),
      ),
  ).pipe(Effect.map((open) => open.shape));
}) as (
  options: WriterOptions,
  stream: StreamName,
) => Effect.Effect<StreamWriter, TransportError, Scope.Scope>;

/** Whether the connection is up. A request made while it is down is lost and only times out. */
interface Link {
  connected: boolean;
}

interface Identity {
  readonly stream: StreamName;
  readonly id: string;
  readonly inbox: string;
  readonly link: Link;
  /**
   * A copy of a replicated stream that has caught up forgets which message was its last, and drops those
   * that name it; so there each message waits for the one before it (infra/decisions/0031).
   */
  readonly alone: boolean;
}

const carrierOf = (
  connection: NatsConnection,
  manager: JetStreamManager,
  { stream, id, inbox, link, alone }: Identity,
): Carrier => ({
  alone,
  send: (message, expected) => {
    const block = encoder.encode(headerBlock(message, expected, id));
    connection.publish(message.subject, message.payload, {
      reply: `${inbox}.${expected.token}`,
      headers: { encode: () => block } as unknown as MsgHdrs,
    });
  },
  readTail: async () => {
    if (!link.connected) throw new Error("not connected");
    const { writer, ...tail } = await readTail({ connection, manager }, stream);
    return { ...tail, mine: writer === id };
  },
  ...(streams[stream].gates ? {} : { later: (run: () => void) => void setTimeout(run, lingerMs) }),
  nowMs: () => performance.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
});

const headerBlock = (message: OutboxMessage, expected: Expected, id: string): string => {
  const { position, outputIndex } = message.last;
  const cursor = message.cursor === undefined ? "" : `${headers.cursor}: ${message.cursor}\r\n`;
  const after = expected.after === undefined
    ? ""
    : `Nats-Expected-Last-Msg-Id: ${id}.${expected.after}\r\n`;
  return `NATS/1.0\r\nNats-Expected-Last-Sequence: ${expected.sequence}\r\n` +
    `Nats-Msg-Id: ${id}.${expected.token}\r\n${after}` +
    `${headers.last}: ${position}.${outputIndex}\r\n${headers.writer}: ${id}\r\n${cursor}\r\n`;
};

const listen = (
  connection: NatsConnection,
  writer: FencedWriter,
  inbox: string,
  link: Link,
) => {
  const subscription = connection.subscribe(`${inbox}.*`, {
    callback: (error, message) => {
      if (error !== null) return writer.onDisconnect();
      writer.onAck(Number(message.subject.slice(inbox.length + 1)), ackOf(message.data));
    },
  });
  let ended = false;
  void (async () => {
    for await (const status of connection.status()) {
      if (ended) return;
      if (status.type === "reconnect") link.connected = true;
      if (status.type !== "disconnect") continue;
      link.connected = false;
      writer.onDisconnect();
    }
  })();
  const ticks = setInterval(() => writer.onTick(), 1_000);
  const end = Effect.sync(() => {
    ended = true;
    clearInterval(ticks);
    writer.close();
    subscription.unsubscribe();
  });
  return { shape: writer.shape, end };
};

/** Reads `{"stream":"X","seq":N}` from its end, which is ten times quicker than parsing it. */
const ackOf = (data: Uint8Array): Ack => {
  let at = data.length - 2;
  let sequence = 0;
  for (let scale = 1; at >= 0 && data[at]! >= 48 && data[at]! <= 57; at--, scale *= 10) {
    sequence += (data[at]! - 48) * scale;
  }
  // "seq": precedes the number; anything else (an error, a cluster's domain) is parsed.
  if (sequence > 0 && data[at] === 58 && data[at - 2] === 113) return { _tag: "stored", sequence };
  return parsedAck(decoder.decode(data));
};

const parsedAck = (text: string): Ack => {
  if (text === "") return { _tag: "refused", code: 503, message: "no stream answered" };
  const answer = JSON.parse(text) as {
    readonly seq?: number;
    readonly error?: { readonly err_code?: number; readonly description?: string };
  };
  if (answer.error === undefined && answer.seq !== undefined) {
    return { _tag: "stored", sequence: answer.seq };
  }
  return {
    _tag: "refused",
    code: answer.error?.err_code ?? 0,
    message: answer.error?.description ?? text,
  };
};

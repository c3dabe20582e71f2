// Reads a JetStream stream from a sequence on, in batches of what has arrived, across every disconnect.
import {
  AckPolicy,
  type ConsumerMessages,
  DeliverPolicy,
  type JetStreamClient,
  type JetStreamManager,
  type JsMsg,
} from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";
import { Cause, Effect, Queue, Stream } from "effect";
import type { StreamName } from "../subjects.ts";
import { messagesRead, retryMs } from "./limits.ts";
import { cursorOf, isInPlace, lastOf } from "./tails.ts";
import { type StreamMessage, TransportError } from "./transport.ts";

/** What a reader works with. */
export interface ReaderOptions {
  readonly connection: NatsConnection;
  readonly client: JetStreamClient;
  readonly manager: JetStreamManager;
}

/** Messages of a stream from a sequence on, for ever. A missing sequence fails with `damaged`. */
export const readJetStream = (
  options: ReaderOptions,
  stream: StreamName,
  fromSequence: number,
): Stream.Stream<readonly StreamMessage[], TransportError> =>
  Stream.unwrap(Effect.gen(function* () {
    const queue = yield* Queue.bounded<StreamMessage, TransportError>(messagesRead);
    const pump = new Pump(options, stream, fromSequence, queue);
    yield* Effect.acquireRelease(
      Effect.sync(() => void pump.run()),
      () => Effect.sync(() => pump.stop()),
    );
    return Stream.fromEffectRepeat(Queue.takeBetween(queue, 1, messagesRead));
  }));

/** Pulls one stream through one ephemeral consumer after another. */
class Pump {
  private stopped = false;
  private messages: ConsumerMessages | undefined;
  private next: number;
  private readonly options: ReaderOptions;
  private readonly stream: StreamName;
  private readonly queue: Queue.Queue<StreamMessage, TransportError>;

  constructor(
    options: ReaderOptions,
    stream: StreamName,
    fromSequence: number,
    queue: Queue.Queue<StreamMessage, TransportError>,
  ) {
    this.options = options;
    this.stream = stream;
    this.next = Math.max(1, fromSequence);
    this.queue = queue;
  }

  stop(): void {
    this.stopped = true;
    this.messages?.stop();
  }

  async run(): Promise<void> {
    let delayMs: number = retryMs.first;
    while (!this.stopped) {
      try {
        await this.consume();
        delayMs = retryMs.first;
      } catch (cause) {
        if (cause instanceof TransportError) {
          Queue.failCauseUnsafe(this.queue, Cause.fail(cause));
          return;
        }
      }
      if (this.options.connection.isClosed()) return;
      await new Promise((resolve) => setTimeout(resolve, delayMs));
      delayMs = Math.min(delayMs * 2, retryMs.longest);
    }
  }

  private async consume(): Promise<void> {
    const { client, manager } = this.options;
    const consumer = await manager.consumers.add(this.stream, {
      ack_policy: AckPolicy.None,
      deliver_policy: DeliverPolicy.StartSequence,
      opt_start_seq: this.next,
      inactive_threshold: 30_000_000_000,
      mem_storage: true,
      num_replicas: 1,
    });
    const pull = await client.consumers.get(this.stream, consumer.name);
    this.messages = await pull.consume({
      max_messages: messagesRead,
      expires: 5_000,
      idle_heartbeat: 1_000,
    });
    const messages = this.messages;
    if (this.stopped) messages.stop();
    void (async () => {
      // A consumer of memory is gone with its server: begin again where we are.
      for await (const status of messages.status()) {
        if (
          ["heartbeats_missed", "consumer_not_found", "consumer_deleted", "stream_not_found"]
            .includes(status.type)
        ) {
          messages.stop();
        }
      }
    })().catch(() => {});
    let first = true;
    for await (const message of messages) {
      const sequence = message.seq;
      if (sequence < this.next) continue;
      // A consumer lies on one copy of the stream, of which the next one may be another.
      if (!isInPlace(message.headers, sequence)) return await this.leave(consumer.name, sequence);
      if (sequence > this.next && !first) return;
      first = false;
      this.next = sequence + 1;
      if (!await this.offer(messageOf(this.stream, message))) return;
    }
  }

  /** Ends a consumer of a copy that has lost messages: `run` makes another, until one lies on a whole copy. */
  private async leave(consumer: string, sequence: number): Promise<void> {
    console.error(`warn: a copy of stream ${this.stream} has lost messages before ${sequence}`);
    this.messages?.stop();
    await this.options.manager.consumers.delete(this.stream, consumer).catch(() => {});
  }

  private async offer(message: StreamMessage): Promise<boolean> {
    if (Queue.offerUnsafe(this.queue, message)) return true;
    return await Effect.runPromise(Queue.offer(this.queue, message));
  }
}

const messageOf = (stream: StreamName, message: JsMsg): StreamMessage => ({
  stream,
  subject: message.subject,
  sequence: message.seq,
  storedTimeUs: Math.floor(Number(message.info.timestampNanos) / 1000),
  last: lastOf(message.headers, `${stream} ${message.seq}`),
  cursor: cursorOf(message.headers),
  payload: message.data,
});

// The transport over NATS JetStream.
import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { headers, type NatsConnection } from "@nats-io/transport-node";
import { Effect, Layer, Queue, Stream } from "effect";
import type { ProcessStatus } from "../status.ts";
import { connectNats, type NatsOptions } from "./connection.ts";
import { readJetStream } from "./jetstream-reader.ts";
import { openObjects } from "./jetstream-objects.ts";
import { openSnapshots } from "./jetstream-snapshots.ts";
import { ensureStream } from "./jetstream-streams.ts";
import { openJetStreamWriter } from "./jetstream-writer.ts";
import { readTail } from "./tails.ts";
import {
  Transport,
  TransportError,
  type TransportRequest,
  type TransportShape,
} from "./transport.ts";
import { requestMs, requestsWaiting } from "./limits.ts";

/** The transport of one user of a NATS server. The scope of the layer closes the connection. */
export const jetStreamTransport = (options: NatsOptions): Layer.Layer<Transport, TransportError> =>
  Layer.effect(
    Transport,
    Effect.gen(function* () {
      const connection = yield* connectNats(options);
      const manager = yield* asked(
        "use JetStream",
        () => jetstreamManager(connection, { checkAPI: false, timeout: 2_000 }),
      );
      const client = jetstream(connection);
      const replicas = options.replicas ?? 1;
      const snapshots = openSnapshots(connection, replicas);
      const shape: TransportShape = {
        ensureStreams: (streams) =>
          Effect.forEach(streams, (stream) => ensureStream(manager, stream, replicas), {
            discard: true,
          }),
        openWriter: (stream) => openJetStreamWriter({ connection, manager, replicas }, stream),
        read: (stream, fromSequence) =>
          readJetStream({ connection, client, manager }, stream, fromSequence),
        tail: (stream) =>
          asked(`read the tail of ${stream}`, async () => {
            const { sequence, last, cursor } = await readTail({ connection, manager }, stream);
            return { sequence, last, cursor };
          }),
        size: (stream) =>
          asked(`read the size of ${stream}`, async () => {
            const { state } = await manager.streams.info(stream);
            return {
              first: state.first_seq,
              last: state.last_seq,
              messages: state.messages,
              bytes: state.bytes,
            };
          }),
        purge: (stream, belowSequence) =>
          asked(`purge ${stream}`, async () => {
            const { state } = await manager.streams.info(stream);
            // The last message stays: it says where the writer stood.
            const seq = Math.min(belowSequence, state.last_seq);
            if (seq > state.first_seq) await manager.streams.purge(stream, { seq });
          }),
        saveSnapshot: snapshots.save,
        loadSnapshot: snapshots.load,
        objects: openObjects(connection, replicas),
        request: (payload, options = {}) => requestOver(connection, payload, options),
        requests: requestsOf(connection),
        publishStatus: (status) =>
          Effect.sync(() => connection.publish(`status.${status.process}`, JSON.stringify(status))),
        statuses: statusesOf(connection),
      };
      return shape;
    }),
  );

const asked = <A>(what: string, run: () => Promise<A>): Effect.Effect<A, TransportError> =>
  Effect.tryPromise({
    try: run,
    catch: (cause) =>
      cause instanceof TransportError ? cause : new TransportError({
        reason: "refused",
        message: `Cannot ${what}: ${(cause as Error).message}`,
        cause,
      }),
  });

const requestSubject = "requests.input";

const requestOver = (
  connection: NatsConnection,
  payload: string,
  { traceparent, timeoutMs = requestMs }: {
    readonly traceparent?: string | undefined;
    readonly timeoutMs?: number;
  },
): Effect.Effect<string, TransportError> =>
  Effect.tryPromise({
    try: async () => {
      const told = headers();
      if (traceparent !== undefined) told.set("traceparent", traceparent);
      const answer = await connection.request(requestSubject, payload, {
        timeout: timeoutMs,
        headers: told,
      });
      return answer.string();
    },
    catch: (cause) => {
      const nobody = cause instanceof Error &&
        /no responders/i.test(`${cause.name} ${cause.message}`);
      return new TransportError({
        reason: nobody ? "missing" : "timeout",
        message: nobody ? "Nobody takes requests" : `No answer: ${(cause as Error).message}`,
        cause,
      });
    },
  });

const requestsOf = (
  connection: NatsConnection,
): Stream.Stream<TransportRequest, TransportError> =>
  Stream.unwrap(Effect.gen(function* () {
    const queue = yield* Queue.bounded<TransportRequest>(requestsWaiting);
    yield* Effect.acquireRelease(
      Effect.sync(() =>
        connection.subscribe(requestSubject, {
          callback: (error, message) => {
            // Whoever asks chooses the subject of the answer, which must not be one of a stream.
            if (error !== null || message.reply?.startsWith("_INBOX.") !== true) return;
            const answer = (text: string) => void message.respond(text);
            if (Queue.offerUnsafe(queue, { payload: message.string(), answer })) return;
            answer(JSON.stringify({ error: "Too many requests are waiting" }));
          },
        })
      ),
      (subscription) => Effect.sync(() => subscription.unsubscribe()),
    );
    return Stream.fromQueue(queue);
  }));

const statusesOf = (connection: NatsConnection): Stream.Stream<ProcessStatus, TransportError> =>
  Stream.unwrap(Effect.gen(function* () {
    const queue = yield* Queue.sliding<ProcessStatus>(64);
    yield* Effect.acquireRelease(
      Effect.sync(() =>
        connection.subscribe("status.>", {
          callback: (error, message) => {
            if (error === null) Queue.offerUnsafe(queue, message.json<ProcessStatus>());
          },
        })
      ),
      (subscription) => Effect.sync(() => subscription.unsubscribe()),
    );
    return Stream.fromQueue(queue);
  }));

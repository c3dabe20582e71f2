// The recorder: every stream into its tables, each row once, however often anything is killed.
import { Deferred, Effect, Fiber, Semaphore, Stream } from "effect";
import type { StreamDefinition } from "../../streams/subjects.ts";
import type { StoreError } from "../../streams/transport/clickhouse.ts";
import {
  type StreamMessage,
  Transport,
  TransportError,
} from "../../streams/transport/transport.ts";
import type { Batch } from "./batch.ts";
import { saveCheckpoint, whileAway } from "./checkpoint.ts";
import { snapshotSequence } from "./core-snapshot.ts";
import { nowUs } from "./clock.ts";
import { flushEveryMs, flushRows, insertsAtOnce, purgeEveryMs, recorderTickMs } from "./limits.ts";
import { recordBatch } from "./record-batch.ts";
import { collect, openRecorded, type RecordedStream, waitingOf } from "./recorded-stream.ts";
import { purgePoint } from "./retention.ts";
import type { TableBuffer } from "./table-buffer.ts";

/**
 * Records one stream until `stop`, and then up to the stream's end at that moment. While rows are being
 * inserted the next ones are read, as many again and no more: a slow store slows the reading, and
 * nothing piles up.
 */
export const recordStream = Effect.fnUntraced(function* (
  definition: StreamDefinition,
  stop: Effect.Effect<void>,
  opened: (recorded: RecordedStream) => void,
) {
  const transport = yield* Transport;
  const recorded = yield* openRecorded(definition);
  opened(recorded);
  const alone = (yield* Semaphore.make(1)).withPermits(1);
  const ended = yield* Deferred.make<void, StoreError | TransportError>();
  let end = Number.POSITIVE_INFINITY;
  let inserting: Fiber.Fiber<unknown, StoreError | TransportError> = yield* Effect.forkChild(
    Effect.void,
  );
  let flushedUs = nowUs();
  let purgedUs = nowUs();

  // What has begun is finished: an insert that is cut off would be a batch that nobody remembers.
  const flushNow = Effect.gen(function* () {
    yield* Fiber.join(inserting);
    flushedUs = nowUs();
    const flushed = flush(recorded);
    if (flushed === undefined) return;
    inserting = yield* insert(recorded, flushed).pipe(
      Effect.onError((cause) => Deferred.failCause(ended, cause)),
      Effect.forkScoped,
    );
  }).pipe(Effect.uninterruptible);
  const lookForEnd = Effect.suspend(() =>
    recorded.read.sequence >= end ? Deferred.succeed(ended, undefined) : Effect.void
  );
  const take = Effect.fnUntraced(function* (messages: readonly StreamMessage[]) {
    for (const message of messages) {
      yield* follows(recorded, message);
      collect(recorded, message);
      if (waitingOf(recorded) >= flushRows) yield* flushNow;
    }
    yield* lookForEnd;
  });
  const tick = Effect.suspend(() =>
    nowUs() - flushedUs >= flushEveryMs * 1000 ? flushNow : Effect.void
  );
  const retain = Effect.suspend(() => {
    if (nowUs() - purgedUs < purgeEveryMs * 1000) return Effect.void;
    purgedUs = nowUs();
    return purge(recorded);
  });

  yield* Effect.raceAllFirst([
    transport.read(recorded.stream, recorded.sequence + 1).pipe(
      Stream.runForEach((messages) => alone(take(messages))),
    ),
    Effect.forever(
      Effect.delay(Effect.andThen(alone(tick), retain), `${recorderTickMs} millis`),
    ),
    Effect.gen(function* () {
      yield* stop;
      end = (yield* whileAway(transport.tail(recorded.stream))).sequence;
      yield* alone(lookForEnd);
      return yield* Effect.never;
    }),
    Deferred.await(ended),
  ]);
  yield* flushNow;
  yield* Fiber.join(inserting);
  yield* keep(recorded, recorded.sequence, []);
}, Effect.scoped);

/** Fails with `damaged` where a message is missing: its rows would be lost without a word. */
const follows = ({ stream, read, messages }: RecordedStream, message: StreamMessage) =>
  message.sequence === read.sequence + 1 || messages === 0 ? Effect.void : Effect.fail(
    new TransportError({
      reason: "damaged",
      message: `Stream ${stream} went from ${read.sequence} to ${message.sequence}`,
    }),
  );

type TableBatches = readonly [tag: string, table: TableBuffer, batches: readonly Batch[]];

/** What is inserted together: everything read up to a message that is not in the tables yet. */
interface Flush {
  readonly read: RecordedStream["read"];
  readonly waiting: readonly TableBatches[];
}

/** Takes what waits; nothing while batches of an earlier run are still being made again. */
const flush = (recorded: RecordedStream): Flush | undefined => {
  const { read, waitingSinceUs } = recorded;
  if (read.sequence === recorded.sequence || read.sequence < recorded.repeatThrough) {
    return undefined;
  }
  const waiting = Object.entries(recorded.tables)
    .map(([tag, table]): TableBatches => [tag, table, table.take()])
    .filter(([, , batches]) => batches.length > 0);
  recorded.inserting = waiting.flatMap(([, , batches]) => batches)
    .reduce((rows, batch) => rows + batch.rows, 0);
  recorded.insertingSinceUs = waitingSinceUs;
  recorded.waitingSinceUs = 0;
  return { read, waiting };
};

/**
 * Inserts what was taken. A note of the batches is kept first, so that a batch that is cut off is made
 * again with the same rows.
 */
const insert = Effect.fnUntraced(function* (recorded: RecordedStream, { read, waiting }: Flush) {
  if (waiting.length > 0) yield* keep(recorded, read.sequence, waiting);
  yield* Effect.forEach(waiting, ([, table, batches]) => store(recorded, table, batches), {
    concurrency: insertsAtOnce,
    discard: true,
  });
  recorded.sequence = read.sequence;
  recorded.position = read.position;
  recorded.inserting = 0;
  recorded.insertingSinceUs = 0;
}, Effect.uninterruptible);

const store = (recorded: RecordedStream, table: TableBuffer, batches: readonly Batch[]) =>
  Effect.forEach(batches, (batch) =>
    Effect.map(recordBatch(batch), ({ rows, refused }) => {
      table.stored += rows;
      recorded.refused += refused;
    }), { discard: true });

const keep = Effect.fnUntraced(
  function* (recorded: RecordedStream, through: number, waiting: readonly TableBatches[]) {
    const { sequence } = recorded;
    const intents = Object.fromEntries(
      waiting.map(([tag, , batches]) =>
        [tag, batches.map(({ first, last }) => ({ first, last }))] as const
      ),
    );
    yield* saveCheckpoint(recorded.stream, { sequence, through, intents });
    recorded.kept = sequence;
  },
);

/** Drops messages that nobody will ask for again. What cannot be dropped now is dropped a little later. */
const purge = Effect.fnUntraced(function* (recorded: RecordedStream) {
  const transport = yield* Transport;
  const { stream, definition } = recorded;
  const size = yield* transport.size(stream);
  const snapshot = yield* snapshotSequence(stream);
  const below = purgePoint(definition, { size, recorded: recorded.kept, snapshot });
  if (below !== undefined) yield* transport.purge(stream, below);
}, (dropping) => Effect.ignore(dropping));

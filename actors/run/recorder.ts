// The recorder: every stream into its tables, each row once, however often anything is killed.
import { Effect, Option, Queue, Stream } from "effect";
import { byRecordId, definitionOf, type Tag } from "../../streams/records.ts";
import { runsOf } from "../../streams/message.ts";
import { allStreams, type StreamDefinition, type StreamName } from "../../streams/subjects.ts";
import { Store } from "../../streams/transport/clickhouse.ts";
import { type Last, type StreamMessage, Transport } from "../../streams/transport/transport.ts";
import { nowUs } from "./clock.ts";
import { flushEveryMs, flushRows, keepMessages, purgeEveryMs } from "./limits.ts";
import { type Intent, TableBuffer } from "./table-buffer.ts";

/** How far the recorder is with one stream; written by it, read by its status. */
export interface RecordedStream {
  readonly stream: StreamName;
  /** Sequence and position up to which everything is in the tables. */
  sequence: number;
  position: number;
  /** Messages read and not yet stored. */
  waiting: number;
  readonly tables: Readonly<Record<string, TableBuffer>>;
}

/** What is kept between two runs. Only a hint of where to read from: the tables themselves say what they hold. */
interface Checkpoint {
  readonly sequence: number;
  readonly intents: Readonly<Record<string, readonly Intent[]>>;
}

const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** Records one stream until `stop`, and then up to the stream's end at that moment. */
export const recordStream = Effect.fnUntraced(function* (
  definition: StreamDefinition,
  stop: Effect.Effect<void>,
  opened: (recorded: RecordedStream) => void,
) {
  const transport = yield* Transport;
  const stream = definition.name as StreamName;
  const kept = yield* loadCheckpoint(stream);
  const recorded = yield* openRecorded(stream, definition, kept);
  opened(recorded);
  const flush = flushOf(recorded);

  const queue = yield* Queue.bounded<readonly StreamMessage[]>(8);
  yield* transport.read(stream, recorded.sequence + 1).pipe(
    Stream.runForEach((messages) => Queue.offer(queue, messages)),
    Effect.onError((cause) => Queue.failCause(queue as never, cause as never)),
    Effect.forkScoped,
  );
  const stopping = yield* Effect.forkScoped(stop);
  let end = Number.POSITIVE_INFINITY;
  let read = recorded.sequence;
  let flushedUs = nowUs();
  let purgedUs = nowUs();
  while (read < end) {
    if (end === Number.POSITIVE_INFINITY && stopping.pollUnsafe() !== undefined) {
      end = (yield* transport.tail(stream)).sequence;
      continue;
    }
    const messages = yield* Queue.take(queue).pipe(Effect.timeoutOption(flushEveryMs / 4));
    if (Option.isSome(messages)) {
      for (const message of messages.value) collect(recorded, message);
      read = messages.value.at(-1)!.sequence;
      recorded.waiting += messages.value.length;
    }
    const rows = Object.values(recorded.tables).reduce((sum, table) => sum + table.rows, 0);
    const due = rows >= flushRows || nowUs() - flushedUs >= flushEveryMs * 1000;
    if (recorded.waiting > 0 && due) {
      yield* flush(read);
      flushedUs = nowUs();
    }
    if (nowUs() - purgedUs > purgeEveryMs * 1000) {
      purgedUs = nowUs();
      yield* purgeBehind(recorded);
    }
  }
  if (recorded.waiting > 0) yield* flush(read);
}, Effect.scoped);

const openRecorded = Effect.fnUntraced(function* (
  stream: StreamName,
  definition: StreamDefinition,
  kept: Checkpoint,
) {
  const store = yield* Store;
  const tables: Record<string, TableBuffer> = {};
  for (const tag of Object.keys(definition.carries) as Tag[]) {
    const record = definitionOf(tag);
    const [row] = yield* store.query<{ n: number; last: [number, number] }>(
      `SELECT count() AS n, max((position, output_index)) AS last FROM ${record.table}`,
    );
    const stored: Last | undefined = row === undefined || row.n === 0
      ? undefined
      : { position: row.last[0], outputIndex: row.last[1] };
    tables[tag] = new TableBuffer(record, stored, kept.intents[tag]?.[0]);
  }
  const recorded: RecordedStream = {
    stream,
    sequence: kept.sequence,
    position: -1,
    waiting: 0,
    tables,
  };
  return recorded;
});

const collect = (recorded: RecordedStream, message: StreamMessage): void => {
  const { tables } = recorded;
  recorded.position = message.last.position;
  const tag = jsonTag(recorded.stream, message.subject);
  if (tag !== undefined) {
    tables[tag]!.addLines(message.payload);
    return;
  }
  for (const run of runsOf(message.payload)) {
    const record = byRecordId.get(run.recordId);
    if (record === undefined) continue;
    tables[record.tag]!.addRun(message.payload, run.offset, run.rowBytes, run.rows);
  }
};

const jsonTags = new Map<string, Tag>(
  allStreams.flatMap((stream) =>
    Object.entries(stream.carries)
      .filter(([tag]) => definitionOf(tag as Tag).frame === undefined)
      .map(([tag, subject]) => [`${stream.name} ${subject}`, tag as Tag] as const)
  ),
);
const jsonTag = (stream: string, subject: string): Tag | undefined =>
  jsonTags.get(`${stream} ${subject}`);

/** Inserts what waits. A note of the batches is kept first: a batch that was torn off is repeated as it was. */
const flushOf = (recorded: RecordedStream) =>
  Effect.fnUntraced(function* (read: number) {
    const store = yield* Store;
    const intents = Object.entries(recorded.tables).map(([tag, table]) =>
      [tag, table.intents()] as const
    );
    yield* saveCheckpoint(recorded.stream, {
      sequence: recorded.sequence,
      intents: Object.fromEntries(intents.filter(([, some]) => some.length > 0)),
    });
    yield* Effect.forEach(
      Object.values(recorded.tables),
      (table) => Effect.forEach(table.take(), store.insert, { discard: true }),
      { concurrency: 2, discard: true },
    );
    recorded.sequence = read;
    recorded.waiting = 0;
  });

const checkpointName = (stream: StreamName): string => `recorder-${stream}`;

const loadCheckpoint = Effect.fnUntraced(function* (stream: StreamName) {
  const bytes = yield* (yield* Transport).loadSnapshot(checkpointName(stream));
  const empty: Checkpoint = { sequence: 0, intents: {} };
  return bytes === undefined ? empty : JSON.parse(decoder.decode(bytes)) as Checkpoint;
});

const saveCheckpoint = Effect.fnUntraced(function* (stream: StreamName, checkpoint: Checkpoint) {
  const bytes = encoder.encode(JSON.stringify(checkpoint));
  yield* (yield* Transport).saveSnapshot(checkpointName(stream), bytes);
});

/** Drops messages that are in the tables and behind the core's snapshot, but for the newest ones. */
const purgeBehind = Effect.fnUntraced(function* (recorded: RecordedStream) {
  const transport = yield* Transport;
  const bytes = yield* transport.loadSnapshot("core-positions");
  if (bytes === undefined) return;
  const needed = JSON.parse(decoder.decode(bytes)) as Readonly<Record<string, number>>;
  const below = Math.min(recorded.sequence, needed[recorded.stream] ?? 0) - keepMessages;
  if (below > 0) yield* transport.purge(recorded.stream, below);
});

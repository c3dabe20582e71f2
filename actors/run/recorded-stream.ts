// How far the recorder is with one stream: what its tables hold, what waits, and messages into rows.
import { Effect } from "effect";
import { MalformedMessage, runsOf } from "../../streams/message.ts";
import { byRecordId, definitionOf, type Tag } from "../../streams/records.ts";
import type { StreamDefinition, StreamName } from "../../streams/subjects.ts";
import { patiently, Store } from "../../streams/transport/clickhouse.ts";
import { isAfter } from "../../streams/transport/outbox.ts";
import {
  type Last,
  type StreamMessage,
  Transport,
  TransportError,
} from "../../streams/transport/transport.ts";
import { loadCheckpoint, whileAway } from "./checkpoint.ts";
import { TableBuffer } from "./table-buffer.ts";

/** How far the recorder is with one stream; written by it, read by its status. */
export interface RecordedStream {
  readonly definition: StreamDefinition;
  readonly stream: StreamName;
  /** By tag of the records. */
  readonly tables: Readonly<Record<string, TableBuffer>>;
  /** Sequence and position up to which everything is in the tables. */
  sequence: number;
  position: number;
  /** Sequence up to which everything is in the tables, as kept for the next run. */
  kept: number;
  /** The last message read. */
  read: Last & { readonly sequence: number };
  /** Messages read since the start. */
  messages: number;
  /** Rows being inserted now. */
  inserting: number;
  /** When the oldest message that waits, or is being inserted, came into the stream; 0 where none does. */
  waitingSinceUs: number;
  insertingSinceUs: number;
  /** Until this message has been read, batches of the run before are being made again. */
  readonly repeatThrough: number;
  /** Messages that could not be read, and rows that the store refused. */
  damaged: number;
  refused: number;
}

/** Rows read that wait to be inserted. */
export const waitingOf = (recorded: RecordedStream): number =>
  Object.values(recorded.tables).reduce((sum, table) => sum + table.rows, 0);

/**
 * Opens the tables of a stream. Fails with `mismatch` where a table holds rows that the stream never
 * had: they come from another log, and every row of this one would be taken for one already stored.
 */
export const openRecorded = Effect.fnUntraced(function* (definition: StreamDefinition) {
  const transport = yield* Transport;
  const stream = definition.name as StreamName;
  const kept = yield* loadCheckpoint(stream);
  const tail = yield* whileAway(transport.tail(stream));
  const tables: Record<string, TableBuffer> = {};
  let position = -1;
  for (const tag of Object.keys(definition.carries) as Tag[]) {
    const record = definitionOf(tag);
    const stored = yield* lastStored(record.table);
    if (stored !== undefined && (tail.last === undefined || isAfter(stored, tail.last))) {
      const end = tail.last === undefined ? "is empty" : `ends at ${tail.last.position}`;
      const message =
        `Table ${record.table} holds rows up to position ${stored.position}, but stream ${stream} ` +
        `${end}: the store belongs to another log; use an empty database, or the log it belongs to`;
      return yield* new TransportError({ reason: "mismatch", message });
    }
    tables[tag] = new TableBuffer(record, stored, kept.intents[tag]);
    position = Math.max(position, stored?.position ?? -1);
  }
  // A stream may end in what no table of its own holds; one that was read to its end is recorded to its end.
  if (kept.sequence >= tail.sequence) position = tail.last?.position ?? -1;
  const recorded: RecordedStream = {
    definition,
    stream,
    tables,
    sequence: kept.sequence,
    position,
    kept: kept.sequence,
    read: { sequence: kept.sequence, position: -1, outputIndex: 0 },
    messages: 0,
    inserting: 0,
    waitingSinceUs: 0,
    insertingSinceUs: 0,
    repeatThrough: Math.min(kept.through, tail.sequence),
    damaged: 0,
    refused: 0,
  };
  return recorded;
});

const lastStored = Effect.fnUntraced(function* (table: string) {
  const store = yield* Store;
  const rows = yield* patiently(
    store.query<{ position: number; outputIndex: number }>(
      `SELECT position, output_index AS outputIndex FROM ${table}
       WHERE position = (SELECT max(position) FROM ${table}) ORDER BY output_index DESC LIMIT 1`,
    ),
  );
  return rows[0] as Last | undefined;
});

/** Adds the rows of a message to their tables. A message that cannot be read is counted and told. */
export const collect = (recorded: RecordedStream, message: StreamMessage): void => {
  try {
    collectRows(recorded, message);
  } catch (error) {
    if (!(error instanceof MalformedMessage)) throw error;
    recorded.damaged++;
    console.error(`warn: ${recorded.stream} ${message.sequence} is damaged: ${error.message}`);
  }
  const { sequence, last, storedTimeUs } = message;
  recorded.read = { ...last, sequence };
  recorded.messages++;
  recorded.waitingSinceUs ||= storedTimeUs;
  if (sequence < recorded.repeatThrough) return;
  for (const table of Object.values(recorded.tables)) table.forgetIntents();
};

const collectRows = ({ definition, tables }: RecordedStream, message: StreamMessage): void => {
  const tag = jsonTagOf(definition, message.subject);
  if (tag !== undefined) {
    tables[tag]!.addLines(message.payload);
    return;
  }
  const runs = runsOf(message.payload).map((run) => {
    const table = tables[byRecordId.get(run.recordId)?.tag ?? ""];
    if (table !== undefined) return { run, table };
    throw new MalformedMessage(`Record id ${run.recordId} does not belong here`);
  });
  for (const { run, table } of runs) {
    table.addRun(message.payload, run.offset, run.rowBytes, run.rows);
  }
};

const jsonTagOf = (definition: StreamDefinition, subject: string): Tag | undefined => {
  for (const [tag, own] of Object.entries(definition.carries)) {
    if (own === subject && definitionOf(tag as Tag).frame === undefined) return tag as Tag;
  }
  return undefined;
};

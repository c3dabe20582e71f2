// Where the records of a pipeline go: each to the writer of its stream, counted on the way.
import { Effect } from "effect";
import type { Stage } from "../../streams/status.ts";
import {
  allStreams,
  besideInput,
  type StreamDefinition,
  type StreamName,
  streamOf,
} from "../../streams/subjects.ts";
import type { AnyRecord, Tag } from "../../streams/records.ts";
import type { Fenced, StreamWriter, TransportError } from "../../streams/transport/transport.ts";
import { Transport } from "../../streams/transport/transport.ts";

/** The writers of all streams, with what has gone through them. */
export interface Outputs {
  /** Writers of streams that other processes write drop what they are given. */
  readonly writers: Readonly<Record<StreamName, StreamWriter>>;
  /** Records delivered so far, by kind. */
  readonly counts: Map<Tag, number>;
  /** Counts a record that came from elsewhere. */
  readonly count: (tag: Tag) => void;
  readonly deliver: (record: AnyRecord) => void;
  /** Appends a record to the input log; `cursor` counts the records of the source up to it. */
  readonly enter: (record: AnyRecord, cursor: number) => void;
  /** Waits until every writer has room. */
  readonly room: Effect.Effect<void, Fenced | TransportError>;
  /** Waits until everything delivered is durable. */
  readonly flush: Effect.Effect<void, Fenced | TransportError>;
}

/** Opens the writers of the streams of some stages; the scope flushes and closes them. */
export const openOutputs = Effect.fnUntraced(function* (stages: readonly Stage[]) {
  const transport = yield* Transport;
  const opened: Partial<Record<StreamName, StreamWriter>> = {};
  for (const stream of allStreams) {
    const name = stream.name as StreamName;
    opened[name] = stream.writer !== "gateway" && stages.includes(stream.writer)
      ? yield* transport.openWriter(name)
      : writtenElsewhere(name);
  }
  const writers = opened as Record<StreamName, StreamWriter>;
  if (stages.includes("input")) {
    for (const { name } of allStreams.filter(derivesFromInput)) {
      writers[name as StreamName].follow(writers.INPUT);
    }
  }
  const all = Object.values(writers);
  const counts = new Map<Tag, number>();
  const count = (tag: Tag): void => void counts.set(tag, (counts.get(tag) ?? 0) + 1);
  const outputs: Outputs = {
    writers,
    counts,
    count,
    enter: (record, cursor) => {
      count(record._tag);
      writers.INPUT.append(record, cursor);
    },
    deliver: (record) => {
      count(record._tag);
      writers[streamOf(record._tag).name as StreamName].append(record);
    },
    room: Effect.forEach(all, (writer) => writer.room, { discard: true }),
    flush: Effect.forEach(all, (writer) => writer.flush, { discard: true }),
  };
  return outputs;
});

/** All but the log itself, and what the process says of itself in positions of its own. */
const derivesFromInput = ({ name }: StreamDefinition): boolean =>
  name !== "INPUT" && !besideInput.includes(name);

/** Stands for the writer of a stream that another process writes: what comes from there is durable. */
const writtenElsewhere = (stream: StreamName): StreamWriter => ({
  stream,
  tail: { sequence: 0, last: undefined, cursor: undefined },
  follow: () => {},
  append: () => {},
  pending: () => 0,
  sequence: () => 0,
  durablePosition: () => -1,
  room: Effect.void,
  flush: Effect.void,
  whenDurable: (_record, then) => then(),
  failed: Effect.never,
});

// What the recorder keeps between two runs: where to read from, and which batches were under way.
import { Effect } from "effect";
import { Schema } from "effect";
import type { StreamName } from "../../streams/subjects.ts";
import { Transport } from "../../streams/transport/transport.ts";

const Last = Schema.Struct({ position: Schema.Int, outputIndex: Schema.Int });

/**
 * Where to go on. Only a hint: the tables themselves say what they hold. `intents` are the batches,
 * by record, that were about to be inserted; all their rows lie after `sequence` and up to `through`.
 */
const Checkpoint = Schema.Struct({
  sequence: Schema.Int,
  through: Schema.Int,
  intents: Schema.Record(
    Schema.String,
    Schema.Array(Schema.Struct({ first: Last, last: Last })),
  ),
});
/** Where to go on. */
export type Checkpoint = typeof Checkpoint.Type;

const decode = Schema.decodeUnknownOption(Schema.fromJsonString(Checkpoint));
const nameOf = (stream: StreamName): string => `recorder-${stream}`;

/** The checkpoint of a stream; the stream's beginning where there is none that can be read. */
export const loadCheckpoint = Effect.fnUntraced(function* (stream: StreamName) {
  const bytes = yield* (yield* Transport).loadSnapshot(nameOf(stream));
  const kept = decode(new TextDecoder().decode(bytes));
  const beginning: Checkpoint = { sequence: 0, through: 0, intents: {} };
  return kept._tag === "Some" ? kept.value : beginning;
});

/** Keeps the checkpoint of a stream. */
export const saveCheckpoint = Effect.fnUntraced(
  function* (stream: StreamName, checkpoint: Checkpoint) {
    const bytes = new TextEncoder().encode(JSON.stringify(checkpoint));
    yield* (yield* Transport).saveSnapshot(nameOf(stream), bytes);
  },
);

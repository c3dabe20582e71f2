// What the recorder keeps between two runs: where to read from, and which batches were under way.
import { Effect, Schedule, Schema } from "effect";
import type { StreamName } from "../../streams/subjects.ts";
import { Transport, type TransportError } from "../../streams/transport/transport.ts";
import { transportRetries, transportRetryMs } from "./limits.ts";

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
/** Tries again, under a bounded schedule, while the streams' server is away. */
export const whileAway = <A, R>(
  effect: Effect.Effect<A, TransportError, R>,
): Effect.Effect<A, TransportError, R> =>
  Effect.retry(effect, {
    schedule: Schedule.spaced(transportRetryMs).pipe(Schedule.upTo({ times: transportRetries })),
    while: ({ reason }) => reason !== "mismatch" && reason !== "damaged",
  });

const nameOf = (stream: StreamName): string => `recorder-${stream}`;

/** The checkpoint of a stream; the stream's beginning where there is none that can be read. */
export const loadCheckpoint = Effect.fnUntraced(function* (stream: StreamName) {
  const bytes = yield* whileAway((yield* Transport).loadSnapshot(nameOf(stream)));
  const kept = decode(new TextDecoder().decode(bytes));
  const beginning: Checkpoint = { sequence: 0, through: 0, intents: {} };
  return kept._tag === "Some" ? kept.value : beginning;
});

/** Keeps the checkpoint of a stream. */
export const saveCheckpoint = Effect.fnUntraced(
  function* (stream: StreamName, checkpoint: Checkpoint) {
    const bytes = new TextEncoder().encode(JSON.stringify(checkpoint));
    yield* whileAway((yield* Transport).saveSnapshot(nameOf(stream), bytes));
  },
);

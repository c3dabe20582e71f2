// Follows the input log where another process writes it: every message goes on its way as it comes.
import { Effect, Stream } from "effect";
import type { AnyRecord } from "../../streams/records.ts";
import {
  type Fenced,
  type StreamMessage,
  Transport,
  type TransportError,
} from "../../streams/transport/transport.ts";
import { nowUs } from "./clock.ts";
import { recordsOf } from "./decode.ts";
import { endLookMs } from "./limits.ts";
import { type LogPlace, snapshotDue } from "./core-snapshot.ts";
import { inputAfter } from "./input-log.ts";
import type { Outputs } from "./outputs.ts";
import { aborted } from "./process.ts";
import type { Progress } from "./progress.ts";
import { type Session, sessionOf } from "./session.ts";

/** What following works on. */
export interface FollowInputOptions {
  /** Where the log was read to before. */
  readonly after: LogPlace;
  readonly stop: AbortSignal;
  readonly outputs: Outputs;
  readonly progress: Progress;
  readonly take: (
    records: readonly AnyRecord[],
    ingestTimeUs: number,
  ) => Effect.Effect<void, Fenced | TransportError>;
  /** Keeps a snapshot of everything up to a place in the log. */
  readonly keep: (place: LogPlace) => Effect.Effect<void, Fenced | TransportError>;
}

/** Takes what the log holds and what is added to it, until it is stopped. */
export const followInput = Effect.fnUntraced(function* (options: FollowInputOptions) {
  const { progress, take, keep } = options;
  const transport = yield* Transport;
  let place = options.after;
  let due = snapshotDue(progress.records);
  Object.assign(progress, { state: "running", startedUs: nowUs() });
  const takeMessage = Effect.fnUntraced(function* (message: StreamMessage) {
    const records = recordsOf(message.subject, message.payload);
    let session: Session | undefined = place.session;
    for (const record of records) {
      options.outputs.count(record._tag);
      if (record._tag === "control") session = sessionOf(record) ?? session;
    }
    const { position, eventTimeUs } = records.at(-1)!;
    place = { sequence: message.sequence, position, session };
    progress.records += records.length;
    progress.inputSequence = message.sequence;
    progress.eventTimeUs = eventTimeUs;
    yield* take(records, nowUs());
  });
  // What was written before the stop is taken to its end.
  const untilEnd = Effect.gen(function* () {
    yield* aborted(options.stop);
    const end = (yield* transport.tail("INPUT")).sequence;
    while (place.sequence < end) yield* Effect.sleep(endLookMs);
  });
  yield* inputAfter(place.sequence).pipe(
    Stream.runForEach(Effect.fnUntraced(function* (messages) {
      for (const message of messages) yield* takeMessage(message);
      if (!due(progress.records)) return;
      yield* keep(place);
      due = snapshotDue(progress.records);
    })),
    Effect.raceFirst(untilEnd),
  );
  yield* keep(place);
});

// Ingest: gives each tick of a source its position, appends it to the input log, and sends it on its way.
import { Effect } from "effect";
import type { LineUp } from "../../streams/models.ts";
import type { AnyRecord } from "../../streams/records.ts";
import type { Fenced, StreamWriter, TransportError } from "../../streams/transport/transport.ts";
import { type DeadmanState, dueUs, overdue } from "../deadman.ts";
import { type InputBatch, type InputSource, SourceFailed } from "../sources/source.ts";
import { nowUs } from "./clock.ts";
import { batchTicks, clockAfterUs } from "./limits.ts";
import { type LogPlace, snapshotDue } from "./core-snapshot.ts";
import type { Operations } from "./operations.ts";
import type { Outputs } from "./outputs.ts";
import type { Progress } from "./progress.ts";
import { clockAt, controlOf, type Requests } from "./requests.ts";
import {
  resumeAfter,
  type Session,
  sessionOf,
  sessionStarted,
  steering,
  tradingHalted,
} from "./session.ts";

/** What ingest works on. */
export interface IngestOptions {
  readonly source: InputSource;
  readonly runId: string;
  /** Ends the source early: what it gave is taken to its end. */
  readonly stop: AbortSignal;
  readonly outputs: Outputs;
  /** The session that the input log ended in. */
  readonly session: Session | undefined;
  /** Why trading is to be halted before anything else, where it is. */
  readonly halt: string | undefined;
  readonly operations: Operations;
  readonly requests: Requests;
  /** Who must be heard of, as far as the log was taken. */
  readonly deadman: () => DeadmanState | undefined;
  /** The models that a new session starts with, where it is to say so. */
  readonly opening: Effect.Effect<LineUp | undefined>;
  readonly progress: Progress;
  /** Takes records that were received at a time of our clock. */
  readonly take: (
    records: readonly AnyRecord[],
    ingestTimeUs: number,
  ) => Effect.Effect<void, Fenced | TransportError>;
  /** Keeps a snapshot of everything up to a place in the log. */
  readonly keep: (place: LogPlace) => Effect.Effect<void, Fenced | TransportError>;
}

/** Runs the source to its end, in a new session or where the same start's session stopped. */
export const ingest = Effect.fnUntraced(function* (options: IngestOptions) {
  const { source, outputs, progress, take } = options;
  const { tail } = outputs.writers.INPUT;
  // Above every stream's end: after a power cut the input log may end before what was derived from it.
  let position = Math.max(...Object.values(outputs.writers).map(endOf));
  let session = options.session;
  let records = 0;
  if (session?.runId === options.runId) {
    records = tail.cursor ?? 0;
  } else {
    const lineUp = yield* options.opening;
    const opened = sessionStarted(source, options.runId, ++position, lineUp);
    session = sessionOf(opened)!;
    outputs.enter(opened, 0);
    yield* take([opened], nowUs());
  }
  if (options.halt !== undefined) {
    const halted = tradingHalted(options.halt, ++position, progress.eventTimeUs);
    outputs.enter(halted, records);
    yield* take([halted], nowUs());
  }
  Object.assign(progress, { state: "running", records, startedUs: nowUs() });

  const resume = resumeAfter(records, session);
  const batches = source.open(resume, options.operations.refuse, options.stop)
    [Symbol.asyncIterator]();
  yield* Effect.addFinalizer(() => Effect.promise(async () => void (await batches.return?.())));
  let due = snapshotDue(records);
  let keptAt = -1;
  const keep = Effect.fnUntraced(function* (at: number, of: Session) {
    // Kept twice at one place, the snapshot before the newest would be the newest too.
    if (keptAt === at) return;
    keptAt = at;
    yield* outputs.writers.INPUT.flush;
    yield* options.keep({ sequence: outputs.writers.INPUT.sequence(), position: at, session: of });
  });
  // What waits for a time at a venue hears of time by its instrument's ticks, which may be rare. After a
  // request, the clock of the market is told as well for a while: people wait for the answer.
  let clockUntilUs = -1;
  const tellClock = Effect.fnUntraced(function* () {
    if (progress.eventTimeUs >= clockUntilUs) return;
    const record = clockAt(progress.eventTimeUs, ++position);
    outputs.enter(record, records);
    yield* take([record], record.ingestTimeUs);
  });
  /** Gives what was asked its place in the log, and tells it when that is durable. */
  const takeRequests = Effect.fnUntraced(function* () {
    for (const { asked, answer, entering } of options.requests.take()) {
      const enters = entering?.() ?? asked;
      if ("refused" in enters) {
        answer({ error: enters.refused });
        continue;
      }
      const record = controlOf(enters, ++position, progress.eventTimeUs);
      clockUntilUs = progress.eventTimeUs + clockAfterUs;
      outputs.enter(record, records);
      yield* take([record], record.ingestTimeUs);
      const { position: at, value } = record;
      outputs.writers.INPUT.whenDurable(record, () => answer({ position: at, value }));
    }
  });
  /** Halts the accounts whose heartbeat is late, and closes what they hold where that was asked. */
  const haltOverdue = Effect.fnUntraced(function* () {
    const switches = options.deadman();
    if (switches === undefined || switches.heard.size === 0) return;
    for (const { account, heard } of overdue(switches, nowUs())) {
      const reason = `No heartbeat for ${heard.timeoutMs / 1000} s: the dead-man's switch`;
      const said = { account, reason, eventTimeUs: progress.eventTimeUs };
      const disarmed = JSON.stringify({ timeoutMs: 0, flatten: false });
      const controls = [
        steering("deadman", disarmed, { ...said, position: ++position }),
        steering("tradingState", "halted", { ...said, position: ++position }),
        ...(heard.flatten ? [steering("flatten", "", { ...said, position: ++position })] : []),
      ];
      clockUntilUs = progress.eventTimeUs + clockAfterUs;
      for (const control of controls) {
        outputs.enter(control, records);
        yield* take([control], control.ingestTimeUs);
      }
    }
  });
  let coming: Promise<IteratorResult<InputBatch>> | undefined;
  while (!options.stop.aborted) {
    const batch = coming ??= batches.next();
    const deadline = dueOf(options.deadman());
    const came = yield* Effect.promise(() =>
      firstOf([
        batch.then(() => true, () => true),
        options.requests.arrived().then(() => false),
      ], deadline)
    );
    yield* takeRequests();
    yield* haltOverdue();
    if (!came) continue;
    coming = undefined;
    const next = yield* pull(batch).pipe(Effect.catch((failed) => {
      // What was good of the source is in; the rest does not come by trying again.
      console.error(`error: ${failed.message}`);
      progress.message = failed.message;
      return Effect.succeed(undefined);
    }));
    if (next === undefined) break;
    const receivedUs = nowUs();
    for (let from = 0; from < next.ticks.length; from += batchTicks) {
      const part = next.ticks.slice(from, from + batchTicks) as unknown as AnyRecord[];
      for (const tick of part) {
        tick.position = ++position;
        tick.outputIndex = 0;
        outputs.enter(tick, ++records);
        if ("flags" in tick && tick.flags !== 0) options.operations.mark(tick);
      }
      progress.records = records;
      progress.eventTimeUs = part.at(-1)!.eventTimeUs;
      yield* take(part, receivedUs);
    }
    yield* tellClock();
    if (next.checkpoint !== undefined) session = { ...session, checkpoint: next.checkpoint };
    if (!due(records)) continue;
    yield* keep(position, session);
    due = snapshotDue(records);
  }
  yield* keep(position, session);
  progress.finishedUs = nowUs();
});

const dueOf = (switches: DeadmanState | undefined): number | undefined =>
  switches === undefined || switches.heard.size === 0 ? undefined : dueUs(switches);

/** The first answer, or false when a time of our clock has come. */
const firstOf = (
  answers: readonly Promise<boolean>[],
  untilUs: number | undefined,
): Promise<boolean> => {
  if (untilUs === undefined) return Promise.race(answers);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), Math.max(0, (untilUs - nowUs()) / 1000));
  });
  return Promise.race([...answers, late]).finally(() => clearTimeout(timer));
};

/** The last position of a stream that follows the input log; the operations log has ordinals of its own. */
const endOf = (writer: StreamWriter): number =>
  writer.stream === "OPERATIONS" ? -1 : writer.tail.last?.position ?? -1;

const pull = (
  batch: Promise<IteratorResult<InputBatch>>,
): Effect.Effect<InputBatch | undefined, SourceFailed> =>
  Effect.tryPromise({
    try: async () => {
      const next = await batch;
      return next.done === true ? undefined : next.value;
    },
    catch: (cause) =>
      cause instanceof SourceFailed
        ? cause
        : new SourceFailed(`The source failed: ${cause}`, { cause }),
  });

// The snapshot of the core: the state of every actor at a position of the input log, kept in the transport.
import { deserialize, serialize } from "node:v8";
import { Effect } from "effect";
import type { OrderCommand } from "../../streams/orders.ts";
import { type Stage, stages } from "../../streams/status.ts";
import type { StreamName } from "../../streams/subjects.ts";
import { Fenced, Transport, TransportError } from "../../streams/transport/transport.ts";
import { nowUs } from "./clock.ts";
import { snapshotEveryMs, snapshotEveryRecords } from "./limits.ts";
import type { PipelineSnapshot } from "../pipeline.ts";
import type { Session } from "./session.ts";

/** A place in the input log: after a message, and the session it is in. */
export interface LogPlace {
  readonly sequence: number;
  /** Position of the last record; -1 at the beginning. */
  readonly position: number;
  readonly session: Session | undefined;
}

/** Where a snapshot was kept. */
export interface KeptPlace {
  readonly place: LogPlace;
  /** Predictions up to this sequence were used, where another process makes them. */
  readonly predictionsSequence: number;
}

/** The state of every actor after everything up to a place in the input log. */
export interface CoreSnapshot extends KeptPlace {
  readonly pipeline: PipelineSnapshot;
  /** Submits on their way to a venue outside. */
  readonly inFlight?: readonly OrderCommand[];
}

/** Begins to count after a snapshot; the answer tells whether the next one is due. */
export const snapshotDue = (keptRecords: number): (records: number) => boolean => {
  const keptUs = nowUs();
  return (records) =>
    nowUs() - keptUs >= snapshotEveryMs * 1000 || records - keptRecords >= snapshotEveryRecords;
};

/** What the snapshot of a process is called that runs some stages. */
const snapshotOf = (running: readonly Stage[]): string =>
  running.length === stages.length ? "core" : `core-${running.join("-")}`;

/** The newest snapshot, or undefined on a first start. */
export const loadCoreSnapshot = Effect.fnUntraced(function* (running: readonly Stage[]) {
  const transport = yield* Transport;
  const bytes = yield* transport.loadSnapshot(snapshotOf(running));
  return bytes === undefined ? undefined : deserialize(bytes) as CoreSnapshot;
});

/**
 * What it means that the input log begins behind what a snapshot needs. Where a newer one is kept by now,
 * another process kept it while this one started, and purged for it: `mismatch`, and this one begins
 * again from there. Where none is, the hole is real, and the error is given back.
 */
export const explainHole = Effect.fnUntraced(
  function* (running: readonly Stage[], from: LogPlace, hole: TransportError) {
    const newest = yield* loadCoreSnapshot(running);
    if (newest === undefined && from.sequence === 0 && (yield* isKeptByOthers(running))) {
      const message =
        "The folder was run with its stages in other processes, and its input log begins " +
        "behind what these need: run it as before (with --split or without), or another --data-dir";
      return yield* new TransportError({ reason: "damaged", message });
    }
    if ((newest?.place.sequence ?? 0) <= from.sequence) return yield* hole;
    const message =
      `Another process kept a snapshot of INPUT ${newest!.place.sequence} while this ` +
      `one started from ${from.sequence}: beginning again from the newer one`;
    return yield* new TransportError({ reason: "mismatch", message });
  },
);

/** Whether other processes have kept snapshots of these stages: together, or each for itself. */
const isKeptByOthers = Effect.fnUntraced(function* (running: readonly Stage[]) {
  const transport = yield* Transport;
  const kept = yield* Effect.forEach(running, (stage) => transport.loadSnapshot(neededName(stage)));
  return kept.some((bytes) => bytes !== undefined);
});

/**
 * Keeps a snapshot, and after it how far each stream may be purged: what lies behind the one `before`
 * it, which is taken where the newest is damaged, is not needed to start again. Everything the pipeline
 * emitted so far must be durable. Fails with `Fenced` where another process has kept one meanwhile.
 */
export const saveCoreSnapshot = Effect.fnUntraced(
  function* (
    snapshot: CoreSnapshot,
    { running, before }: {
      readonly running: readonly Stage[];
      readonly before: KeptPlace | undefined;
    },
  ) {
    const transport = yield* Transport;
    yield* transport.saveSnapshot(snapshotOf(running), serialize(snapshot)).pipe(
      Effect.catchIf(
        ({ reason }) => reason === "mismatch",
        ({ message }) => Effect.fail(new Fenced({ stream: "INPUT", message })),
      ),
    );
    const needed: Needed = {
      INPUT: before?.place.sequence ?? 0,
      ...(running.includes("inference") || !running.includes("trading")
        ? {}
        : { PREDICTIONS: before?.predictionsSequence ?? 0 }),
    };
    const bytes = new TextEncoder().encode(JSON.stringify(needed));
    for (const stage of running) yield* transport.saveSnapshot(neededName(stage), bytes);
  },
);

/** Up to which sequence a stage needs no message of a stream again. */
type Needed = Readonly<Partial<Record<StreamName, number>>>;

const neededName = (stage: Stage): string => `needed-${stage}`;

/**
 * The sequence of a stream up to which every stage has what it needs in a snapshot; undefined where one
 * of them has none yet.
 */
export const snapshotSequence = Effect.fnUntraced(function* (stream: StreamName) {
  if (stream !== "INPUT" && stream !== "PREDICTIONS") return Number.POSITIVE_INFINITY;
  const transport = yield* Transport;
  let lowest = Number.POSITIVE_INFINITY;
  for (const stage of stages) {
    const bytes = yield* transport.loadSnapshot(neededName(stage));
    if (bytes === undefined) return undefined;
    const needed = JSON.parse(new TextDecoder().decode(bytes)) as Needed;
    lowest = Math.min(lowest, needed[stream] ?? Number.POSITIVE_INFINITY);
  }
  return lowest;
});

// The live host: a market source through the pipeline, on durable streams, going on where it stopped.
import { Cause, Effect, Stream } from "effect";
import type { TradingState } from "../../streams/control.ts";
import type { InstrumentRegistry } from "../../streams/instruments.ts";
import { Transport } from "../../streams/transport/transport.ts";
import type { AnyActor } from "../actor.ts";
import { Pipeline, type PipelineSnapshot, type Predict } from "../pipeline.ts";
import type { RiskState } from "../risk.ts";
import type { TickSource } from "../sources/source.ts";
import { ActorFailed } from "../machine.ts";
import { makeConveyor } from "./conveyor.ts";
import { type CoreSnapshot, loadCoreSnapshot, saveCoreSnapshot } from "./core-snapshot.ts";
import type { DeadLetters } from "./dead-letters.ts";
import { recordsOf } from "./decode.ts";
import { openGate } from "./gate.ts";
import { ingest } from "./ingest.ts";
import { openOperations } from "./operations.ts";
import { openOutputs, type Outputs } from "./outputs.ts";
import type { Progress } from "./progress.ts";
import { type Session, sessionOf } from "./session.ts";

/** What the live host runs. */
export interface LiveOptions {
  readonly source: TickSource;
  /** The same for every restart of one `npm start`: a session with it goes on where it stopped. */
  readonly runId: string;
  /** Stops the source; everything it gave is still taken to its end. */
  readonly stop: AbortSignal;
  readonly instruments: InstrumentRegistry;
  readonly market: readonly AnyActor[];
  readonly trading: readonly AnyActor[];
  readonly predict: Predict;
  /** Settings of actors by name, where they are not the defaults. */
  readonly settings?: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Written while it runs, for others to look at. */
  readonly progress: Progress;
  /** What actors failed on; outlives the failures. */
  readonly deadLetters: DeadLetters;
}

/**
 * Runs the pipeline until the source ends or is stopped, and everything it caused is durable. Fails
 * when the world fails; run again, it goes on from its snapshot and the tails of the streams.
 */
export const live = Effect.fnUntraced(function* (options: LiveOptions) {
  const { progress, predict, deadLetters } = options;
  const outputs = yield* openOutputs();
  const operations = openOperations(outputs.writers.OPERATIONS);
  const gate = openGate(outputs, operations, () => {});
  Object.assign(progress, { outputs, operations, gate });
  const pipeline = new Pipeline({
    ...options,
    deliver: (record) => {
      outputs.deliver(record);
      gate.watch(record);
    },
  });
  yield* deadLetters.load;
  pipeline.skip(deadLetters.skipped);
  const session = yield* recover(pipeline, outputs);
  const halt = yield* deadLetters.keep(operations, outputs.writers.OPERATIONS);
  progress.tradingState = () => tradingStateOf(pipeline.snapshot());

  const transport = yield* Transport;
  const conveyor = yield* makeConveyor({ pipeline, predict, outputs, gate, progress });
  const keep = Effect.fnUntraced(function* (position: number, of: Session) {
    yield* conveyor.quiet;
    yield* outputs.flush;
    const inputSequence = (yield* transport.tail("INPUT")).sequence;
    const snapshot = { inputSequence, position, session: of, pipeline: pipeline.snapshot() };
    yield* saveCoreSnapshot(snapshot, outputs).pipe(Effect.provideService(Transport, transport));
  });
  const { take } = conveyor;
  const failed = Object.values(outputs.writers).map((writer) => writer.failed);
  yield* Effect.raceAllFirst([
    ingest({ ...options, outputs, session, halt, operations, take, keep }),
    conveyor.failed,
    ...failed,
  ]);
}, (running, { deadLetters }) =>
  running.pipe(
    Effect.scoped,
    Effect.tapCause((cause) =>
      Effect.sync(() => {
        const failure = Cause.squash(cause);
        if (failure instanceof ActorFailed) deadLetters.note(failure);
      })
    ),
  ));

/** What risk lets through for every account. */
const tradingStateOf = ({ trading }: PipelineSnapshot): TradingState =>
  (trading.states["risk"] as readonly RiskState[] | undefined)?.[0]?.tradingStates.get("") ??
    "active";

/** Brings the pipeline to the end of the input log; what the streams hold already is not written again. */
const recover = Effect.fnUntraced(function* (pipeline: Pipeline, outputs: Outputs) {
  const transport = yield* Transport;
  const snapshot: CoreSnapshot | undefined = yield* loadCoreSnapshot;
  if (snapshot !== undefined) pipeline.restore(snapshot.pipeline);
  let session = snapshot?.session;
  const from = (snapshot?.inputSequence ?? 0) + 1;
  const end = outputs.writers.INPUT.tail.sequence;
  if (end < from) return session;
  yield* transport.read("INPUT", from).pipe(
    Stream.takeUntil((messages) => messages.at(-1)!.sequence >= end),
    Stream.runForEach(Effect.fnUntraced(function* (messages) {
      for (const message of messages) {
        const records = recordsOf(message.subject, message.payload);
        for (const record of records) {
          if (record._tag === "control") session = sessionOf(record) ?? session;
        }
        yield* Effect.promise(() => pipeline.run(records));
        yield* outputs.room;
      }
    })),
  );
  return session;
});

// The live host: a market source through the pipeline, on durable streams, going on where it stopped.
import { Cause, Effect, Stream } from "effect";
import type { ModelDesk } from "../../models/desk.ts";
import type { DriftWatch } from "../../models/drift/watch.ts";
import type { TradingState } from "../../streams/control.ts";
import type { LineUp } from "../../streams/models.ts";
import type { InstrumentRegistry } from "../../streams/instruments.ts";
import { type Stage, stages } from "../../streams/status.ts";
import { isAfter } from "../../streams/transport/outbox.ts";
import { Transport } from "../../streams/transport/transport.ts";
import type { AnyActor } from "../actor.ts";
import type { DeadmanState } from "../deadman.ts";
import type { Order, OrdersState } from "../orders.ts";
import { Pipeline, type PipelineSnapshot, type Predict } from "../pipeline.ts";
import type { RiskState } from "../risk.ts";
import type { InputSource } from "../sources/source.ts";
import { ActorFailed } from "../machine.ts";
import { nowUs } from "./clock.ts";
import { makeConveyor } from "./conveyor.ts";
import {
  type CoreSnapshot,
  explainHole,
  type KeptPlace,
  loadCoreSnapshot,
  type LogPlace,
  saveCoreSnapshot,
} from "./core-snapshot.ts";
import type { DeadLetters } from "./dead-letters.ts";
import { recordsOf } from "./decode.ts";
import { followInput } from "./follow-input.ts";
import { openGate, type Release } from "./gate.ts";
import { InFlight } from "./in-flight.ts";
import { ingest } from "./ingest.ts";
import { inputAfter, isHole } from "./input-log.ts";
import { openOperations, type Operations } from "./operations.ts";
import { openOutputs, type Outputs } from "./outputs.ts";
import { type PredictionsElsewhere, predictionsElsewhere } from "./predictions-elsewhere.ts";
import { driftEveryMs } from "./limits.ts";
import type { Progress } from "./progress.ts";
import { openRequests } from "./requests.ts";
import { sessionOf } from "./session.ts";

/** An order and its instrument. */
export type PlacedOrder = Order & { readonly instrumentId: number };

/** What the live host runs. */
export interface LiveOptions {
  readonly source: InputSource;
  /** The same for every restart of one `npm start`: a session with it goes on where it stopped. */
  readonly runId: string;
  /** Stops the source; everything it gave is still taken to its end. */
  readonly stop: AbortSignal;
  readonly instruments: InstrumentRegistry;
  readonly market: readonly AnyActor[];
  readonly trading: readonly AnyActor[];
  readonly predict: Predict;
  /** How many models there are where no control says so, and another process predicts. */
  readonly models: number;
  /** Watches whether features are still as the models learned them. */
  readonly drift?: DriftWatch;
  /** Looks after which models run; without it, always those that `predict` has by itself. */
  readonly desk?: ModelDesk;
  /** The stages that run here; all where it is not given. The others run in other processes. */
  readonly stages?: readonly Stage[];
  /** Hands approved orders to a venue outside; the simulated venue, an actor, needs none. */
  readonly release?: Release;
  /** Told the orders that may be working at a venue outside, when the pipeline knows them. */
  readonly remember?: (orders: Iterable<PlacedOrder>) => void;
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
  const { progress, deadLetters, desk } = options;
  const running = options.stages ?? stages;
  const outputs = yield* openOutputs(running);
  const operations = openOperations(outputs.writers.OPERATIONS);
  const gate = openGate(outputs, operations, options.release ?? (() => {}));
  Object.assign(progress, { outputs, operations, gate });
  const snapshot = yield* loadCoreSnapshot(running);
  const inFlight = options.release === undefined ? undefined : new InFlight(snapshot?.inFlight);
  const predictions = yield* predictionsOf(options, snapshot);
  const predict = watchedBy(options, predictions.predict);
  const pipeline = new Pipeline({
    ...options,
    trading: running.includes("trading") ? options.trading : [],
    predict,
    deliver: (record) => {
      outputs.deliver(record);
      gate.watch(record);
      inFlight?.watch(record);
    },
  });
  yield* deadLetters.load;
  pipeline.skip(deadLetters.skipped);
  if (snapshot !== undefined) pipeline.restore(snapshot.pipeline);
  const beginning: LogPlace = { sequence: 0, position: -1, session: undefined };
  const from = snapshot?.place ?? beginning;
  const after = yield* recover(pipeline, outputs, from).pipe(
    Effect.catchIf(isHole, (hole) => explainHole(running, from, hole)),
  );
  options.remember?.(ordersOf(pipeline.snapshot()));
  for (const command of inFlight?.submits ?? []) {
    // What is newer than the end of the stream is released once it is durable there, like every other.
    if (!isAfter(command, outputs.writers.ORDERS.tail.last)) options.release!(command, true);
  }
  const halt = yield* deadLetters.keep(operations, outputs.writers.OPERATIONS);
  progress.tradingState = () => tradingStateOf(pipeline.snapshot());

  const transport = yield* Transport;
  const { take, quiet, failed } = yield* makeConveyor({
    pipeline,
    outputs,
    gate,
    progress,
  });
  let kept: KeptPlace | undefined = snapshot;
  const keep = Effect.fnUntraced(function* (place: LogPlace) {
    yield* quiet;
    yield* outputs.flush;
    const predictionsSequence = predictions.sequence();
    const next = {
      ...{ place, predictionsSequence, pipeline: pipeline.snapshot() },
      ...(inFlight === undefined ? {} : { inFlight: inFlight.submits }),
    };
    yield* saveCoreSnapshot(next, { running, before: kept })
      .pipe(Effect.provideService(Transport, transport));
    kept = { place, predictionsSequence };
  });
  if (options.drift !== undefined && running.includes("trading")) {
    yield* Effect.forkScoped(tellDrift(options.drift, operations));
  }
  const feed = running.includes("input")
    ? ingest({
      ...options,
      outputs,
      session: after.session,
      halt,
      operations,
      deadman: () => deadmanOf(pipeline.snapshot()),
      requests: yield* openRequests(
        options.instruments,
        desk === undefined ? undefined : { desk, lineUp: () => pipeline.lineUp ?? desk.roster },
      ),
      opening: desk === undefined ? Effect.undefined : openingOf(desk, pipeline.lineUp),
      take,
      keep,
    })
    : followInput({ ...options, outputs, after, take, keep });
  const fenced = Object.values(outputs.writers).map((writer) => writer.failed);
  yield* Effect.raceAllFirst([feed, failed, ...fenced]);
}, (hosting, { deadLetters }) =>
  hosting.pipe(
    Effect.scoped,
    Effect.tapCause((cause) =>
      Effect.sync(() => {
        const failure = Cause.squash(cause);
        if (failure instanceof ActorFailed) deadLetters.note(failure);
      })
    ),
  ));

/** Lets the watch see every vector that is predicted. */
const watchedBy = ({ drift, desk }: LiveOptions, predict: Predict): Predict => {
  if (drift === undefined || desk === undefined) return predict;
  const watched: Predict = (vectors, lineUp, recent) => {
    drift.observe(vectors, lineUp ?? desk.roster);
    return predict(vectors, lineUp, recent);
  };
  const { windowRows } = predict;
  return windowRows === undefined ? watched : Object.assign(watched, { windowRows });
};

/** Looks at the drift now and then, and tells what began or ended. */
const tellDrift = (drift: DriftWatch, operations: Operations) =>
  Effect.forever(
    Effect.delay(
      Effect.sync(() => {
        for (const { model, feature, ...change } of drift.look()) {
          operations.alert({
            _tag: "alert",
            eventTimeUs: nowUs(),
            ...{ alert: "drift", subject: model, part: feature },
            ...change,
          });
        }
      }),
      driftEveryMs,
    ),
  );

/** The models that a new session starts with; what of them cannot run is left out, and said. */
const openingOf = (desk: ModelDesk, before: LineUp | undefined) =>
  Effect.promise(async () => {
    const { lineUp, refused } = await desk.opening(before);
    for (const words of refused) console.error(`warn: left out of the session: ${words}`);
    return lineUp;
  });

/** Every order that is remembered, with its instrument: the actor has a state for each. */
const ordersOf = ({ trading }: PipelineSnapshot): PlacedOrder[] =>
  ((trading.states["orders"] ?? []) as readonly (OrdersState | undefined)[])
    .flatMap((state, instrumentId) =>
      [...state?.orders.values() ?? []].map((order) => ({ ...order, instrumentId }))
    );

/** What risk lets through for every account. */
const tradingStateOf = ({ trading }: PipelineSnapshot): TradingState =>
  (trading.states["risk"] as readonly RiskState[] | undefined)?.[0]?.tradingStates.get("") ??
    "active";

/** Who must be heard of. */
const deadmanOf = ({ market }: PipelineSnapshot): DeadmanState | undefined =>
  (market.states["deadman"] as readonly DeadmanState[] | undefined)?.[0];

/** Who predicts: the models here, another process, or nobody where nothing depends on it. */
const predictionsOf = (options: LiveOptions, snapshot: CoreSnapshot | undefined) => {
  const running = options.stages ?? stages;
  if (!running.includes("inference") && running.includes("trading")) {
    return predictionsElsewhere(snapshot?.predictionsSequence ?? 0, options.models);
  }
  const nothing: Predict = (vectors) => Promise.resolve(vectors.map(() => []));
  const predict = running.includes("inference") ? options.predict : nothing;
  return Effect.succeed<PredictionsElsewhere>({ predict, sequence: () => 0 });
};

/** Brings the pipeline to the end of the log it writes; what the streams hold already is not written again. */
const recover = Effect.fnUntraced(
  function* (pipeline: Pipeline, outputs: Outputs, after: LogPlace) {
    let { session } = after;
    const end = outputs.writers.INPUT.tail.sequence;
    if (end <= after.sequence) return after;
    yield* inputAfter(after.sequence).pipe(
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
    return { sequence: end, position: outputs.writers.INPUT.tail.last?.position ?? -1, session };
  },
);

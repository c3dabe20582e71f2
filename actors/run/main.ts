// The core process: a market source, the pipeline, its models, and the writers of all streams.
import { Effect, Schedule } from "effect";
import { addInstruments, readInstruments } from "../../infra/local/instruments-file.ts";
import { type CoreOptions, readCoreOptions } from "../../infra/local/options.ts";
import { modelDesk } from "../../models/desk.ts";
import { DriftWatch } from "../../models/drift/watch.ts";
import { registryOver, seedRegistry } from "../../models/registry.ts";
import { scopedInference } from "../../models/service.ts";
import { allStreams } from "../../streams/subjects.ts";
import { Transport } from "../../streams/transport/transport.ts";
import { accountActors, marketActors, tradingActors } from "../roster.ts";
import { keysOf, missingKeys } from "../adapters/keys.ts";
import { liveVenueOf } from "../adapters/roster.ts";
import { type LiveSource, liveSource } from "../adapters/source.ts";
import { openSource } from "../sources/roster.ts";
import { paperAccount as liveAccount } from "../strategies/stance.ts";
import { venues } from "../venues/roster.ts";
import { strategies } from "../strategies/roster.ts";
import { withFaults } from "../venues/faults/fault.ts";
import { faults } from "../venues/faults/roster.ts";
import { coreStatus } from "./core-status.ts";
import { DeadLetters } from "./dead-letters.ts";
import { pipelineRestarts } from "./limits.ts";
import { live } from "./live.ts";
import {
  aborted,
  dataDir,
  isFenced,
  runProcess,
  sayReady,
  sayStatus,
  sayStatusEverySecond,
  stopSignal,
  transportOf,
  wordsOf,
} from "./process.ts";
import { noProgress } from "./progress.ts";

const restarts = Schedule.min([Schedule.exponential("200 millis"), Schedule.spaced("5 seconds")])
  .pipe(Schedule.jittered, Schedule.upTo({ times: pipelineRestarts }));

const program = Effect.gen(function* () {
  const options = readCoreOptions();
  const stop = stopSignal();
  const source = yield* Effect.tryPromise({
    try: () => sourceOf(options),
    catch: (cause) => cause as Error,
  });
  addInstruments(dataDir(), source.instruments);
  const instruments = readInstruments(dataDir());
  const transport = yield* Transport;
  yield* transport.ensureStreams(allStreams);
  const registry = registryOver(transport.objects);
  if (options.stages?.includes("input") !== false) {
    yield* Effect.tryPromise({
      try: () => seedRegistry(registry),
      catch: (cause) => cause as Error,
    });
  }
  const inference = yield* scopedInference({ find: registry.find });

  const line = faults.find(({ name }) => name === options.faults)!;
  const { orders } = source;
  // Where orders go to a venue outside, the simulated one fills nothing.
  const trading = orders === undefined
    ? tradingActors
    : tradingActors.filter((actor) => !venues.includes(actor));
  const behind = withFaults(trading, line, strategies);
  const progress = noProgress();
  if (line.name !== "none") {
    progress.message = `The line to the venue is ${line.name}: ${line.about}`;
  }
  const deadLetters = new DeadLetters(accountActors);
  const drift = new DriftWatch(inference.reference, (id) => instruments.require(id).name);
  const status = coreStatus({
    source,
    drift: () => drift.status(),
    market: marketActors,
    trading,
    mode: orders === undefined ? "paper" : "live",
    progress,
    failures: deadLetters.failures,
    ...(options.stages === undefined ? {} : { stages: options.stages }),
  });
  yield* Effect.forkScoped(sayStatusEverySecond(status));
  yield* sayReady;
  const run = live({
    source,
    runId: options.runId,
    stop,
    instruments,
    market: marketActors,
    trading: behind.actors,
    ...(orders === undefined ? {} : { release: orders.take, remember: orders.remember }),
    settings: behind.settings,
    predict: inference.predict,
    models: inference.models.length,
    desk: modelDesk(inference, registry),
    drift,
    ...(options.stages === undefined ? {} : { stages: options.stages }),
    progress,
    deadLetters,
  });
  yield* run.pipe(
    Effect.sandbox,
    Effect.tapError((cause) =>
      Effect.sync(() => console.error(`warn: pipeline restarts: ${wordsOf(cause)}`))
    ),
    // Whoever took a stream over is to keep it: trying again would take it back, and so on for ever.
    Effect.retry({ schedule: restarts, while: (cause) => !isFenced(cause) }),
    Effect.catch((cause) => Effect.failCause(cause)),
  );
  progress.state = stop.aborted ? "draining" : "finished";
  yield* sayStatus(status());
  // A source that ended leaves its results on the screens until someone stops the system.
  yield* aborted(stop);
});

/** The source that is asked for: with `live`, a venue that orders go to. */
const sourceOf = (options: CoreOptions): Promise<LiveSource> => {
  const { source, symbols = [], venueUrl, live, sendWithinMs } = options;
  if (source === "simulated" || source === "replay") return openSource({ ...options, source });
  const where = venueUrl === undefined ? {} : { venueUrl };
  const market = { source, symbols, ...where };
  if (live !== true) return liveSource(market);
  const venue = liveVenueOf(source);
  const keys = keysOf(venue, process.env);
  if (keys === undefined) throw new Error(missingKeys(venue, process.env));
  const within = sendWithinMs === undefined ? {} : { sendWithinMs };
  return liveSource({ ...market, trade: { account: liveAccount, keys, ...within } });
};

runProcess(Effect.scoped(program).pipe(Effect.provide(transportOf("core"))));

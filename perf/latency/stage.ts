// One stage of the pipeline in a process of its own, for measuring what it costs to be apart.
import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { Effect } from "effect";
import { DeadLetters } from "../../actors/run/dead-letters.ts";
import { live } from "../../actors/run/live.ts";
import { stopSignal } from "../../actors/run/process.ts";
import { noProgress } from "../../actors/run/progress.ts";
import { accountActors, marketActors, tradingActors } from "../../actors/roster.ts";
import { scopedInference } from "../../models/service.ts";
import { InstrumentRegistry } from "../../streams/instruments.ts";
import type { Stage } from "../../streams/status.ts";
import type { NatsOptions } from "../../streams/transport/connection.ts";
import { jetStreamTransport } from "../../streams/transport/jetstream.ts";
import { flipper, flipperSettings } from "./flipper.ts";
import { pacedSource } from "./paced.ts";

/** What a stage runs. */
export interface StageOptions {
  readonly stage: Stage;
  readonly nats: NatsOptions;
  readonly ticksPerSecond: number;
  readonly ordersPerSecond: number;
}

/** Starts a stage; ready when it follows its input. `stop` lets it take what is there, and ends it. */
export const startStage = async (options: StageOptions): Promise<() => Promise<void>> => {
  const child = fork(fileURLToPath(import.meta.url), [JSON.stringify(options)]);
  await new Promise((resolve, reject) => child.once("message", resolve).once("exit", reject));
  return () => ended(child);
};

const ended = (child: ChildProcess): Promise<void> =>
  new Promise((resolve, reject) => {
    child.removeAllListeners("exit");
    child.once("exit", (code) => code === 0 ? resolve() : reject(new Error(`exit code ${code}`)));
    child.disconnect();
  });

const run = (options: StageOptions): Promise<void> => {
  const stop = stopSignal();
  const progress = noProgress();
  const program = Effect.gen(function* () {
    const inference = yield* scopedInference();
    const ready = setInterval(() => {
      if (progress.state !== "running") return;
      process.send?.("ready");
      clearInterval(ready);
    }, 10);
    yield* live({
      source: pacedSource([], 1),
      runId: "latency",
      stop,
      instruments: new InstrumentRegistry(),
      market: marketActors,
      trading: [flipper, ...tradingActors],
      settings: flipperSettings(options.ticksPerSecond, options.ordersPerSecond),
      predict: inference.predict,
      models: inference.models.length,
      stages: [options.stage],
      progress,
      deadLetters: new DeadLetters(accountActors),
    });
  });
  return Effect.runPromise(
    Effect.scoped(program).pipe(Effect.provide(jetStreamTransport(options.nats))),
  );
};

const asked = process.argv[2];
if (process.send !== undefined && asked !== undefined) {
  await run(JSON.parse(asked) as StageOptions);
  process.exit(0);
}

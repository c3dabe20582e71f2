// Keeps one process alive: restarts it when it dies or hangs, gives up when it dies again and again.
import { Clock, Data, Deferred, Effect, Fiber, Schedule, type Scope } from "effect";
import { LocalFailure } from "./failure.ts";
import { fencedExitCode, restartDelayMs, restartsInARow, stableAfterMs } from "./limits.ts";
import { type Ended, endOf, type Running } from "./process.ts";

/** What is kept alive. */
export interface Supervised {
  /** What people call it. */
  readonly name: string;
  /** Starts the process and waits until it is ready. */
  readonly start: Effect.Effect<Running, LocalFailure, Scope.Scope>;
  /** Runs beside the process and kills it when it hangs. */
  readonly watch?: (running: Running) => Effect.Effect<never>;
  /** Tells people that it ended, and that it is back. */
  readonly onRestart: (what: string) => void;
}

/** A process that is kept alive. */
export interface Supervision {
  /** Its process id now; undefined while it is away. */
  readonly pid: () => number | undefined;
  /** How often it was restarted. */
  readonly restarts: () => number;
  /** Fails when it has died too often; never succeeds. */
  readonly failed: Effect.Effect<never, LocalFailure>;
  /** Stops it for good, in its own time. */
  readonly stop: Effect.Effect<void>;
}

class Died extends Data.TaggedError("Died")<{ readonly ended: Ended }> {}

/** Delays between restarts: growing, spread by chance, and few. */
const backoff = Schedule.min([
  Schedule.exponential(restartDelayMs.first),
  Schedule.spaced(restartDelayMs.most),
]).pipe(Schedule.jittered, Schedule.upTo({ times: restartsInARow }));

/**
 * Starts a process and keeps it alive until the scope closes. Fails when the first start fails: what
 * is wrong then (a port, a folder) is still wrong a second later.
 */
export const supervise = (
  process: Supervised,
): Effect.Effect<Supervision, LocalFailure, Scope.Scope> =>
  Effect.gen(function* () {
    const ready = yield* Deferred.make<void, LocalFailure>();
    const failed = yield* Deferred.make<never, LocalFailure>();
    let running: Running | undefined;
    let starts = 0;

    const life = Effect.gen(function* () {
      running = yield* process.start;
      starts++;
      if (starts > 1) process.onRestart(`${process.name} runs again`);
      yield* Deferred.succeed(ready, undefined);
      const from = yield* Clock.currentTimeMillis;
      const ended = yield* (process.watch === undefined
        ? running.ended
        : Effect.raceFirst(running.ended, process.watch(running)));
      running = undefined;
      process.onRestart(`${process.name} ended (${endOf(ended)})`);
      const livedMs = (yield* Clock.currentTimeMillis) - from;
      // A long life ends the count of deaths: success resets the schedule around it.
      if (ended.code === fencedExitCode) return yield* takenOver(process.name);
      if (livedMs < stableAfterMs) {
        return yield* new Died({ ended });
      }
    }).pipe(Effect.scoped);

    const lives = life.pipe(
      Effect.retry({
        schedule: backoff,
        while: (error) =>
          starts > 0 && (error._tag === "Died" || error.reason !== "fenced"),
      }),
      Effect.forever,
      Effect.catch((error) => {
        const failure = error._tag === "Died" ? diedTooOften(process.name, error.ended) : error;
        return Effect.andThen(Deferred.fail(ready, failure), Deferred.fail(failed, failure));
      }),
    );
    const fiber = yield* Effect.forkScoped(lives);
    yield* Deferred.await(ready);
    return {
      pid: () => running?.pid,
      restarts: () => starts - 1,
      failed: Deferred.await(failed),
      stop: Effect.asVoid(Fiber.interrupt(fiber)),
    };
  });

const takenOver = (name: string): LocalFailure =>
  new LocalFailure({
    reason: "fenced",
    message:
      `${name} ended: another instance has taken over its streams, and this one leaves them to it`,
  });

const diedTooOften = (name: string, ended: Ended): LocalFailure => {
  const last = ended.lastWords.split("\n").at(-1) ?? "";
  const words = last === "" ? "" : `: ${last}`;
  return new LocalFailure({
    reason: "died",
    message: `${name} died ${restartsInARow + 1} times in a row (${endOf(ended)})${words}`,
  });
};

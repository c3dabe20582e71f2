// The embedded nats-server: JetStream on loopback, kept alive, at one address with one set of passwords.
import { mkdirSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { Effect, Schedule, type Scope } from "effect";
import type { Credentials, NatsUser } from "./endpoints.ts";
import { LocalFailure } from "./failure.ts";
import { serverReadyMs, serverStopMs } from "./limits.ts";
import { type NatsBinary } from "./nats-binary.ts";
import { natsConfig, type Sync } from "./nats-config.ts";
import { bindToParent } from "./orphans.ts";
import { run, type Running } from "./process.ts";
import { supervise, type Supervision } from "./supervise.ts";
import { watchdog } from "./watchdog.ts";

/** How to run it. */
export interface NatsOptions {
  readonly binary: NatsBinary;
  readonly dataDir: string;
  readonly host: string;
  readonly port: number;
  /** Within 100 ms where nothing is said. */
  readonly sync?: Sync;
  readonly users: Readonly<Record<NatsUser, Credentials>>;
  /** Every line it writes, and what the supervisor has to say about it. */
  readonly onLine: (line: string) => void;
}

/** Starts nats-server and keeps it alive until the scope closes. Its streams are in `<data-dir>/nats`. */
export const natsServer = (
  options: NatsOptions,
): Effect.Effect<Supervision, LocalFailure, Scope.Scope> => {
  const { binary, dataDir, host, port, sync = "100ms", users, onLine } = options;
  const config = join(dataDir, "run", "nats.conf");
  const storeDir = join(dataDir, "nats");
  mkdirSync(storeDir, { recursive: true });
  writeFileSync(
    config,
    natsConfig({ version: binary.version, host, port, storeDir, sync, users }),
    {
      mode: 0o600,
    },
  );
  const [command, ...args] = bindToParent([binary.path, "--config", config]);
  const program = {
    name: "nats-server",
    command: command!,
    args,
    env: { PATH: process.env.PATH },
    onLine,
    stopMs: serverStopMs,
  };
  const start = Effect.gen(function* () {
    const running = yield* run(program);
    yield* Effect.raceFirst(ready(host, port), endedEarly(running));
    return running;
  });
  return supervise({
    name: program.name,
    start,
    watch: watchdog(greeting(host, port)),
    onRestart: onLine,
  });
};

/**
 * The first line the server says to anyone who connects, which tells its version and limits. It
 * listens only after JetStream has recovered its streams, so this is also the sign of readiness.
 */
export const greeting = (host: string, port: number): Effect.Effect<string, Error> =>
  Effect.callback((resume) => {
    const socket = connect({ host, port });
    socket.once("error", (error) => resume(Effect.fail(error)));
    socket.once("close", () => resume(Effect.fail(new Error("closed without a word"))));
    socket.once("data", (bytes) => {
      resume(Effect.succeed(bytes.toString()));
      socket.destroy();
    });
    return Effect.sync(() => socket.destroy());
  });

const ready = (host: string, port: number): Effect.Effect<void, LocalFailure> =>
  greeting(host, port).pipe(
    Effect.retry(Schedule.spaced(20)),
    Effect.timeoutOrElse({
      duration: serverReadyMs,
      orElse: () =>
        Effect.fail(
          new LocalFailure({
            reason: "timeout",
            message: `nats-server did not answer on port ${port} within ${serverReadyMs / 1000} s`,
          }),
        ),
    }),
    Effect.asVoid,
    Effect.orDie,
  );

const endedEarly = (running: Running): Effect.Effect<never, LocalFailure> =>
  Effect.flatMap(running.ended, ({ lastWords }) => {
    // It writes its reason as the last fatal line: `[FTL] Can't start JetStream: …`.
    const fatal = lastWords.split("\n").findLast((line) => line.includes("[FTL]")) ?? lastWords;
    const reason = fatal.replace(/^.*\[FTL\]\s*/, "");
    return Effect.fail(
      new LocalFailure({ reason: "died", message: `nats-server did not start: ${reason}` }),
    );
  });

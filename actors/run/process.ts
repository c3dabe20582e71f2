// What the processes of the system share: their server addresses, their supervisor, and their end.
import { Cause, Effect, Exit } from "effect";
import type { NatsUser } from "../../infra/local/endpoints.ts";
import { readEndpoints } from "../../infra/local/endpoints.ts";
import { fencedExitCode } from "../../infra/local/limits.ts";
import type { ProcessStatus } from "../../streams/status.ts";
import { jetStreamTransport } from "../../streams/transport/jetstream.ts";
import { Fenced, Transport } from "../../streams/transport/transport.ts";

/** The data folder of this process. Throws where its supervisor did not say. */
export const dataDir = (): string => {
  const folder = process.env.CONTRAIL_DATA_DIR;
  if (folder === undefined || folder === "") {
    throw new Error("CONTRAIL_DATA_DIR is not set: this process is started by `npm start`");
  }
  return folder;
};

/** The transport of one user, at the address in the data folder. */
export const transportOf = (user: NatsUser) => {
  const { url, replicas = 1, users } = readEndpoints(dataDir()).nats;
  return jetStreamTransport({ url, replicas, ...users[user], name: user });
};

/** Tells the supervisor something, while there is one: a closed channel throws. */
const tellSupervisor = (message: object): void => {
  if (process.connected) process.send?.(message);
};

/** Tells the supervisor that this process does its work. */
export const sayReady = Effect.sync(() => tellSupervisor({ type: "ready" }));

/** Tells a status to the supervisor and to whoever listens. */
export const sayStatus = Effect.fnUntraced(function* (status: ProcessStatus) {
  tellSupervisor({ type: "status", status });
  yield* (yield* Transport).publishStatus(status);
});

/** Tells a status once a second, for ever. */
export const sayStatusEverySecond = (status: () => ProcessStatus) =>
  Effect.forever(Effect.delay(Effect.suspend(() => sayStatus(status())), "1 second"));

/** A signal that aborts at SIGTERM, SIGINT, or when the supervisor is gone. */
export const stopSignal = (): AbortSignal => {
  const stop = new AbortController();
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => stop.abort());
  process.on("disconnect", () => stop.abort());
  return stop.signal;
};

/** Waits for a signal to abort. */
export const aborted = (signal: AbortSignal): Effect.Effect<void> =>
  Effect.callback((resume) => {
    const done = () => resume(Effect.void);
    if (signal.aborted) return done();
    signal.addEventListener("abort", done, { once: true });
    return Effect.sync(() => signal.removeEventListener("abort", done));
  });

/**
 * Runs a process to its end; a failure is told in one line, with exit code 1. A signal does not
 * interrupt the program: it sees `stopSignal` and drains.
 */
export const runProcess = <E>(program: Effect.Effect<void, E>): void => {
  const alive = setInterval(() => {}, 60_000);
  void Effect.runPromiseExit(program).then((exit) => {
    clearInterval(alive);
    if (Exit.isFailure(exit)) console.error(`error: ${wordsOf(exit.cause)}`);
    if (process.connected) process.disconnect();
    process.exit(Exit.isSuccess(exit) ? 0 : isFenced(exit.cause) ? fencedExitCode : 1);
  });
};

/** Whether another process has taken over a stream that this one wrote. */
export const isFenced = (cause: Cause.Cause<unknown>): boolean =>
  Cause.squash(cause) instanceof Fenced;

/** A cause in one line. */
export const wordsOf = (cause: Cause.Cause<unknown>): string => {
  const error = Cause.squash(cause);
  if (!(error instanceof Error)) return String(error);
  const inner = error.cause instanceof Error ? error.cause.message : "";
  const words = error.message || error.name;
  return inner === "" || words.includes(inner) ? words : `${words}: ${inner}`;
};

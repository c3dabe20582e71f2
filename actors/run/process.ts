// What the processes of the system share: their server addresses, their supervisor, and their end.
import { NodeRuntime } from "@effect/platform-node";
import { Cause, Effect, Exit, type Runtime } from "effect";
import type { NatsUser } from "../../infra/local/endpoints.ts";
import { readEndpoints } from "../../infra/local/endpoints.ts";
import type { ProcessStatus } from "../../streams/status.ts";
import { jetStreamTransport } from "../../streams/transport/jetstream.ts";
import { Transport } from "../../streams/transport/transport.ts";

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
  const { url, users } = readEndpoints(dataDir()).nats;
  return jetStreamTransport({ url, ...users[user], name: user });
};

/** Tells the supervisor that this process does its work. */
export const sayReady = Effect.sync(() => void process.send?.({ type: "ready" }));

/** Tells a status to the supervisor and to whoever listens. */
export const sayStatus = Effect.fnUntraced(function* (status: ProcessStatus) {
  process.send?.({ type: "status", status });
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

/** Runs a process to its end; a failure is told in one line, with exit code 1. */
export const runProcess = <E>(program: Effect.Effect<void, E>): void => {
  const teardown: Runtime.Teardown = (exit, onExit) => {
    const failed = Exit.isFailure(exit) && !Cause.hasInterruptsOnly(exit.cause);
    process.disconnect?.();
    onExit(failed ? 1 : 0);
  };
  const told = program.pipe(
    Effect.tapCause((cause) => Effect.sync(() => console.error(`error: ${wordsOf(cause)}`))),
  );
  NodeRuntime.runMain(told, { teardown, disableErrorReporting: true });
};

/** A cause in one line. */
export const wordsOf = (cause: Cause.Cause<unknown>): string => {
  const error = Cause.squash(cause);
  const inner = error instanceof Error && error.cause instanceof Error
    ? `: ${error.cause.message}`
    : "";
  return error instanceof Error ? `${error.message || error.name}${inner}` : String(error);
};

// The three processes of the system below its servers: started together, stopped in order.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Deferred, Effect, type Scope } from "effect";
import type { ProcessStatus } from "../../streams/status.ts";
import { LocalFailure } from "./failure.ts";
import { childReadyMs, drainMs } from "./limits.ts";
import { childMessage } from "./messages.ts";
import { type Ended, endOf, run } from "./process.ts";
import { supervise, type Supervision } from "./supervise.ts";

/** The name of a child. */
export type ChildName = ProcessStatus["process"];

/** The program of each child, from the project's root. */
export const childPrograms: Readonly<Record<ChildName, string>> = {
  core: "actors/run/main.ts",
  recorder: "actors/run/recorder-main.ts",
  gateway: "gateway/main.ts",
};

/** How to run one. */
export interface ChildOptions {
  readonly name: ChildName;
  /** What people call it. */
  readonly label: string;
  /** The absolute path of its program. */
  readonly program: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly onLine: (line: string) => void;
  readonly onStatus: (status: ProcessStatus) => void;
}

/** Starts a child, waits until it says it is ready, and keeps it alive until the scope closes. */
export const startChild = (
  options: ChildOptions,
): Effect.Effect<Supervision, LocalFailure, Scope.Scope> => {
  const { name, label, program, env, onLine } = options;
  const start = Effect.gen(function* () {
    if (!existsSync(program)) {
      return yield* new LocalFailure({
        reason: "notInstalled",
        message: `The program of ${label} is missing: "${program}"`,
      });
    }
    const running = yield* run({
      name: label,
      command: process.execPath,
      args: ["--enable-source-maps", program],
      env,
      onLine,
      stopMs: drainMs[name],
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    const ready = yield* Deferred.make<void>();
    running.child.on("message", (value) => {
      const message = childMessage(value);
      if (message?.type === "ready") Deferred.doneUnsafe(ready, Effect.void);
      if (message?.type === "status") options.onStatus(message.status);
    });
    yield* Effect.raceFirst(
      Deferred.await(ready),
      Effect.flatMap(running.ended, endedEarly(label)),
    ).pipe(Effect.timeoutOrElse({ duration: childReadyMs, orElse: () => late(label) }));
    return running;
  });
  return supervise({ name: label, start, onRestart: onLine });
};

const endedEarly = (name: string) => (ended: Ended): Effect.Effect<never, LocalFailure> => {
  // The error itself, not the stack below it nor Node's version at the end.
  const lines = ended.lastWords.split("\n").filter((line) => line.trim() !== "");
  const words = lines.findLast((line) => /^(error|\w*Error|\w*Failure)\b.*:/i.test(line)) ??
    lines.findLast((line) => !/^\s+at |^Node\.js v|^}/.test(line)) ?? endOf(ended);
  return Effect.fail(
    new LocalFailure({
      reason: "died",
      message: `${name} did not start: ${words.replace(/^error: /i, "")}`,
    }),
  );
};

const late = (name: string) =>
  Effect.fail(
    new LocalFailure({
      reason: "timeout",
      message: `${name} was not ready within ${childReadyMs / 1000} s`,
    }),
  );

/** The path of a child's program. */
export const programOf = (root: string, name: ChildName): string => join(root, childPrograms[name]);

// One child process as a scoped value: started, heard, and gone with its scope.
import { type ChildProcess, spawn, type StdioOptions } from "node:child_process";
import { createInterface } from "node:readline";
import { Deferred, Effect, type Scope } from "effect";
import { LocalFailure } from "./failure.ts";
import { lastWordsBytes } from "./limits.ts";

/** How a process ended, with the end of what it wrote. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly lastWords: string;
}

/** A process that runs. */
export interface Running {
  readonly pid: number;
  readonly child: ChildProcess;
  /** Waits for its end. */
  readonly ended: Effect.Effect<Ended>;
}

/** What to run. */
export interface Program {
  /** What people call it. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Every line of its standard output and error. */
  readonly onLine: (line: string) => void;
  /** Asks it to stop; by default with SIGTERM. */
  readonly stop?: (child: ChildProcess) => void;
  /** Milliseconds to stop in, before SIGKILL. */
  readonly stopMs: number;
  readonly stdio?: StdioOptions;
}

/** Starts a program. When the scope closes it is asked to stop, given its time, then killed. */
export const run = (program: Program): Effect.Effect<Running, LocalFailure, Scope.Scope> =>
  Effect.acquireRelease(start(program), (running) => stop(program, running));

const start = (program: Program): Effect.Effect<Running, LocalFailure> =>
  Effect.callback((resume) => {
    // A group of its own: Ctrl-C reaches the supervisor only, which stops the others in order.
    const child = spawn(program.command, [...program.args], {
      env: program.env as NodeJS.ProcessEnv,
      stdio: program.stdio ?? ["ignore", "pipe", "pipe"],
      detached: true,
    });
    const ended = Deferred.makeUnsafe<Ended>();
    let lastWords = "";
    for (const stream of [child.stdout, child.stderr]) {
      if (stream === null || stream === undefined) continue;
      createInterface({ input: stream }).on("line", (line) => {
        lastWords = `${lastWords}${line}\n`.slice(-lastWordsBytes);
        program.onLine(line);
      });
    }
    // Writing to a process that has died is told by its end, not by its pipe.
    child.stdin?.on("error", () => {});
    child.once("error", (cause) =>
      resume(
        new LocalFailure({
          reason: "notInstalled",
          message: `Cannot run ${program.name} ("${program.command}"): ${cause.message}`,
          cause,
        }),
      ));
    child.once("close", (code, signal) => {
      Deferred.doneUnsafe(ended, Effect.succeed({ code, signal, lastWords: lastWords.trim() }));
    });
    child.once("spawn", () => {
      resume(Effect.succeed({ pid: child.pid ?? 0, child, ended: Deferred.await(ended) }));
    });
  });

const stop = (program: Program, running: Running): Effect.Effect<void> =>
  Effect.gen(function* () {
    const { child } = running;
    if (child.exitCode === null && child.signalCode === null) {
      (program.stop ?? ((process) => process.kill("SIGTERM")))(child);
    }
    yield* running.ended.pipe(
      Effect.timeoutOrElse({
        duration: program.stopMs,
        orElse: () => {
          const seconds = program.stopMs / 1000;
          program.onLine(`warning: ${program.name} did not stop within ${seconds} s: killed`);
          child.kill("SIGKILL");
          return running.ended;
        },
      }),
    );
  }).pipe(Effect.asVoid);

/** How a process ended, in words: `exit code 1`, `SIGKILL`. */
export const endOf = (ended: Ended): string => ended.signal ?? `exit code ${ended.code}`;

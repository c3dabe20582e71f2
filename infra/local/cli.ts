// The command line of `npm start`: arguments in, lines and an exit code out.
import { layer as nodeServices } from "@effect/platform-node/NodeServices";
import { runMain } from "@effect/platform-node/NodeRuntime";
import { Cause, Effect, Exit } from "effect";
import { CliError, Command } from "effect/cli";
import { join } from "node:path";
import { type Board, totals } from "./board.ts";
import type { ChildName } from "./children.ts";
import { outliveOutput } from "./closed-output.ts";
import { type LocalFailure } from "./failure.ts";
import { start } from "./start.ts";
import { type StartArguments, startFlags, startOptions } from "./start-options.ts";
import { makeTerminal } from "./terminal.ts";

/** What the command line runs on. */
export interface CliWorld {
  /** The project's root folder, absolute. */
  readonly root: string;
  readonly programs: Readonly<Record<ChildName, string>>;
}

const run = ({ root, programs }: CliWorld) =>
  Effect.fn(function* (given: StartArguments) {
    const terminal = makeTerminal(given.json ? process.stderr : process.stdout, given.verbose);
    const board: Board = new Map();
    let recordedSeconds: number | undefined;
    const beganMs = performance.now();
    yield* startOptions(given).pipe(
      Effect.flatMap((options) =>
        start(options, {
          root,
          cacheDir: join(root, ".cache"),
          programs,
          env: process.env,
          terminal,
          board,
          onRecorded: (seconds) => recordedSeconds = seconds,
        })
      ),
      // Everything has stopped when the scope is closed; only then there are totals, or an error.
      Effect.scoped,
      Effect.onExit((exit) =>
        Effect.sync(() => {
          const seconds = recordedSeconds ?? (performance.now() - beganMs) / 1000;
          const failure = failureIn(exit);
          const result = { ...totals(board, seconds), recorded: recordedSeconds !== undefined };
          if (failure !== undefined) terminal.print(`error: ${failure.message}`);
          else terminal.print(`Stopped after ${result.events} events`);
          if (given.json) {
            const { reason, message } = failure ?? {};
            const error = failure === undefined ? {} : { error: { reason, message } };
            process.stdout.write(`${JSON.stringify({ ...result, ...error })}\n`);
          }
        })
      ),
    );
  });

/** Why it ended, where that was not a signal; a defect of ours is told by its message too. */
const failureIn = (
  exit: Exit.Exit<void, LocalFailure>,
): { readonly reason: string; readonly message: string } | undefined => {
  if (Exit.isSuccess(exit) || Cause.hasInterruptsOnly(exit.cause)) return undefined;
  for (const one of exit.cause.reasons) {
    if (Cause.isFailReason(one)) return one.error;
    if (Cause.isDieReason(one)) return { reason: "defect", message: String(one.defect) };
  }
  return undefined;
};

const command = (world: CliWorld) =>
  Command.make("npm start --", startFlags, run(world)).pipe(
    Command.withDescription(
      "Runs everything on this machine: NATS, ClickHouse, the pipeline, the API and the screens. " +
        "Trades on paper. NATS_URL and CLICKHOUSE_URL name servers to use instead of the embedded ones.",
    ),
  );

/** Arguments that cannot be read never reach `run`, so their JSON line is written here. */
const printArgumentError = (error: unknown): void => {
  if (!CliError.isCliError(error) || !process.argv.includes("--json")) return;
  const errors = error._tag === "ShowHelp" ? error.errors : [error];
  if (errors.length === 0) return;
  const message = errors.map((one) => one.message).join("; ").replaceAll(/\s*\n\s*/g, " ");
  process.stdout.write(`${JSON.stringify({ error: { reason: "options", message } })}\n`);
};

/** Runs the command line of this process; ends it with 0 after a signal or a finished replay, else 1. */
export const main = (world: CliWorld): void => {
  outliveOutput();
  command(world).pipe(
    Command.run({ version: "0.1.0" }),
    Effect.tapError((error) => Effect.sync(() => printArgumentError(error))),
    Effect.provide(nodeServices),
    (effect) =>
      runMain(effect, {
        disableErrorReporting: true,
        teardown: (exit, onExit) => {
          const stopped = Exit.isSuccess(exit) || Cause.hasInterruptsOnly(exit.cause);
          onExit(stopped ? 0 : 1);
        },
      }),
  );
};

#!/usr/bin/env node
// `contrail`: one command for everything. Programs run as they are; the other commands ask the gateway.
import { layer as nodeServices } from "@effect/platform-node/NodeServices";
import { runMain } from "@effect/platform-node/NodeRuntime";
import { Cause, Console, Effect, Exit } from "effect";
import { Command } from "effect/cli";
import { endWithOutput } from "../local/closed-output.ts";
import { changingCommands } from "./changing.ts";
import { exportTable } from "./export.ts";
import { programCommands, programs, runProgram } from "./programs.ts";
import { readingCommands } from "./reading.ts";
import { tail } from "./tail.ts";
import { root } from "./world.ts";

const command = root.pipe(
  Command.withSubcommands([
    ...programCommands,
    ...readingCommands,
    ...changingCommands,
    tail,
    exportTable,
  ]),
);

/** `contrail completion zsh` is what people try; Effect's own is `--completions zsh`. */
const argumentsOf = (given: readonly string[]): readonly string[] =>
  given[0] === "completion" ? ["--completions", given[1] ?? "bash"] : given;

interface CliFailure {
  readonly _tag?: string;
  readonly message?: string;
  readonly commandPath?: readonly string[];
  readonly errors?: readonly { readonly message: string }[];
}

/** What Effect's CLI says itself: held back until it is known whether somebody asked for it. */
const said: string[] = [];
const holding: Console.Console = Object.assign(Object.create(console), {
  log: (...words: readonly unknown[]) => said.push(words.join(" ")),
  error: () => {},
});
const sayHeld = (): void => {
  for (const words of said.splice(0)) console.log(words);
};

/** The words of an error that is for people; undefined where only help was asked for. */
const wordsOf = (cause: Cause.Cause<unknown>): string | undefined => {
  const error = Cause.squash(cause) as CliFailure;
  if (error._tag !== "ShowHelp") return error.message ?? String(error);
  const [first] = error.errors ?? [];
  const path = error.commandPath ?? ["contrail"];
  return first === undefined ? undefined : `${first.message}. See ${path.join(" ")} --help`;
};

endWithOutput();
const given = process.argv.slice(2);
const program = Object.hasOwn(programs, given[0] ?? "") ? programs[given[0]!] : undefined;
if (program !== undefined) {
  runProgram(program, given.slice(1));
} else {
  Command.runWith(command, { version: "0.1.0" })(argumentsOf(given)).pipe(
    // A wizard speaks while it asks.
    given.includes("--wizard")
      ? (effect) => effect
      : Effect.provideService(Console.Console, holding),
    Effect.tap(() => Effect.sync(sayHeld)),
    Effect.tapCause((cause) =>
      Effect.sync(() => {
        const words = Cause.hasInterruptsOnly(cause) ? undefined : wordsOf(cause);
        if (words === undefined) return sayHeld();
        console.error(`error: ${words}`);
        if (given.includes("--json")) console.log(JSON.stringify({ error: { message: words } }));
      })
    ),
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
}

// Commands that are programs of their own: they get the rest of the line as it is, help included.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { Effect } from "effect";
import { Argument, Command } from "effect/cli";

interface Program {
  readonly about: string;
  readonly file: string;
  /** What comes before the rest of the line. */
  readonly first?: readonly string[];
}

/** The programs, by the names of their commands. */
export const programs: Readonly<Record<string, Program>> = {
  start: { about: "Runs everything on this machine", file: "infra/local/main.ts" },
  replay: {
    about: "Runs everything on recorded files: contrail replay --file recordings/ --speed 10",
    file: "infra/local/main.ts",
    first: ["--source", "replay"],
  },
  backtest: {
    about: "Runs a strategy over recorded or simulated data",
    file: "infra/local/backtest/main.ts",
  },
  sweep: {
    about:
      "Runs a strategy with every combination of settings: contrail sweep --sweep NAME=1:5:1 …",
    file: "infra/local/backtest/main.ts",
  },
  rebalance: {
    about: "Weights of a portfolio out of returns",
    file: "infra/local/rebalance/main.ts",
  },
  "dead-letters": { about: "What actors could not take", file: "infra/local/dead-letters.ts" },
  doctor: {
    about: "Looks at the whole installation and says what to do",
    file: "infra/local/doctor.ts",
  },
  keys: { about: "Makes, lists and revokes API keys", file: "infra/local/keys.ts" },
  parity: { about: "Compares a live session with its replay", file: "perf/parity/main.ts" },
};

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Runs a program with the rest of the line, and ends as it ends. */
export const runProgram = ({ file, first = [] }: Program, rest: readonly string[]): void => {
  const child = spawn(process.execPath, [`${root}${file}`, ...first, ...rest], {
    stdio: "inherit",
  });
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => process.exit(code ?? (signal === null ? 1 : 130)));
};

/** The programs as commands, so that help and completions know them; `main.ts` runs them before. */
export const programCommands = Object.entries(programs).map(([name, { about }]) =>
  Command.make(
    name,
    { rest: Argument.String("options").pipe(Argument.variadic()) },
    () => Effect.void,
  ).pipe(Command.withDescription(`${about}. Its own help: contrail ${name} --help`))
);

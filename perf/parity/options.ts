// The options of `npm run parity`: what each means, what it is by default, and what is wrong with a value.
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";

/** What `--help` says. */
export const help = `npm run parity -- [options]

Replays the recorded input of a live paper run through the same actors and models, and compares every
derived record with what the live run recorded, byte by byte. Exit code 1 unless all are equal.

A new recording, on a temporary folder:
  --minutes N    Minutes of simulated market to record (default 10)
  --restarts N   How often the core is killed (SIGKILL) and started again meanwhile (default 6)
  --speed N      Times real speed (default 3)
  --seed N       Seed of the market (default 1)

A recording that is there:
  --data-dir DIR Data folder of a stopped system; with CLICKHOUSE_URL=http://user:password@host:8123
                 its tables are in that server, and the folder only knows the instruments

  --json         One JSON object as the last line; everything else to stderr
  --record       Write perf/results/parity.json
  --help         This text

missing: replayed, but not recorded. extra: recorded, but not replayed.`;

/** What is asked for. */
export interface ParityArguments {
  readonly dataDir: string | undefined;
  readonly minutes: number;
  readonly restarts: number;
  readonly speed: number;
  readonly seed: number;
  readonly json: boolean;
  readonly record: boolean;
  readonly help: boolean;
}

/** A value given by a person is wrong. */
export class BadOption extends Error {
  override readonly name = "BadOption";
}

const ofRecording = { minutes: "10", restarts: "6", speed: "3", seed: "1" } as const;

/** Reads the arguments. Throws `BadOption` with the option, its value, and what was expected. */
export const readArguments = (args: readonly string[]): ParityArguments => {
  const given = parse(args);
  const dataDir = given["data-dir"];
  const names = Object.keys(ofRecording) as (keyof typeof ofRecording)[];
  const idle = names.find((name) => given[name] !== undefined);
  if (dataDir !== undefined && idle !== undefined) {
    throw new BadOption(`--${idle} belongs to a new recording, not to --data-dir`);
  }
  const number = (name: keyof typeof ofRecording, allowed: Allowed) =>
    numberOf(name, given[name] ?? ofRecording[name], allowed);
  return {
    dataDir: dataDir === undefined ? undefined : folderOf(dataDir),
    minutes: number("minutes", { least: 0.05, most: 1_440 }),
    restarts: number("restarts", { least: 0, most: 1_000, whole: true }),
    speed: number("speed", { least: 0.01, most: 1_000 }),
    seed: number("seed", { least: 0, most: 2 ** 32 - 1, whole: true }),
    json: given.json === true,
    record: given.record === true,
    help: given.help === true,
  };
};

const parse = (args: readonly string[]) => {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  const options = {
    "data-dir": text,
    minutes: text,
    restarts: text,
    speed: text,
    seed: text,
    json: flag,
    record: flag,
    help: flag,
  };
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (cause) {
    throw new BadOption(`${(cause as Error).message.split(/\. |\n/)[0]}; see --help`);
  }
};

interface Allowed {
  readonly least: number;
  readonly most: number;
  readonly whole?: boolean;
}

const numberOf = (name: string, text: string, { least, most, whole = false }: Allowed): number => {
  const value = text.trim() === "" ? NaN : Number(text);
  if (value >= least && value <= most && (!whole || Number.isInteger(value))) return value;
  const kind = whole ? "a whole number" : "a number";
  throw new BadOption(`--${name} "${text}": expected ${kind} from ${least} to ${most}`);
};

const folderOf = (path: string): string => {
  const external = (process.env["CLICKHOUSE_URL"] ?? "") !== "";
  if (path !== "" && (external || existsSync(join(path, "clickhouse")))) return resolve(path);
  throw new BadOption(`--data-dir "${path}": no recording there (no folder "clickhouse")`);
};

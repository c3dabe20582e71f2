// The options of `npm run torture`: what each means, what it is by default, and what is wrong with a value.
import { parseArgs } from "node:util";

/** What `--help` says. */
export const help = `npm run torture -- [options]

Runs the whole system on a temporary folder, with a simulated market, and hurts it again and again:
core, recorder, gateway, nats-server and ClickHouse are killed (SIGKILL) or paused (SIGSTOP, then
SIGCONT), the connections to nats-server are cut or stalled. Then everything is stopped, the market is
generated again from its seed, and every row in ClickHouse is compared with what it must be.

  --kills N   Kills with SIGKILL; pauses and cuts come on top of them (default 200)
  --rate R    Ticks a second at least, while everything runs (default 5000)
  --seed S    Seed of the market, the victims and the faults (default 1)
  --json      One JSON object as the last line; everything else to stderr
  --record    Write perf/results/torture.json
  --help      This text

Exit code 0 where nothing was lost, doubled, wrong or hung, else 1; then the data folder stays.`;

/** What is asked for. */
export interface TortureArguments {
  readonly kills: number;
  readonly rate: number;
  readonly seed: number;
  readonly json: boolean;
  readonly record: boolean;
  readonly help: boolean;
}

/** A value given by a person is wrong. */
export class BadOption extends Error {
  override readonly name = "BadOption";
}

/** Reads the arguments. Throws `BadOption` with the option, its value, and what was expected. */
export const readArguments = (args: readonly string[]): TortureArguments => {
  const given = parse(args);
  return {
    kills: numberOf("kills", given.kills ?? "200", { least: 1, most: 100_000 }),
    rate: numberOf("rate", given.rate ?? "5000", { least: 100, most: 100_000 }),
    seed: numberOf("seed", given.seed ?? "1", { least: 0, most: 2 ** 32 - 1 }),
    json: given.json === true,
    record: given.record === true,
    help: given.help === true,
  };
};

const parse = (args: readonly string[]) => {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  const options = { kills: text, rate: text, seed: text, json: flag, record: flag, help: flag };
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (cause) {
    throw new BadOption(`${(cause as Error).message.split(/\. |\n/)[0]}; see --help`);
  }
};

interface Allowed {
  readonly least: number;
  readonly most: number;
}

const numberOf = (name: string, text: string, { least, most }: Allowed): number => {
  const value = text.trim() === "" ? NaN : Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new BadOption(`--${name} "${text}": expected a whole number from ${least} to ${most}`);
};

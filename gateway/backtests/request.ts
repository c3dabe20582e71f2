// What a backtest may be asked, as the fields of a body and the arguments of the command that runs it.
import { existsSync, readdirSync, statSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { Schema } from "effect";
import { strategyNames } from "../../actors/run/backtest/job.ts";
import { faults } from "../../actors/venues/faults/roster.ts";
import { feeModels } from "../../actors/venues/fees/roster.ts";
import { fillModels } from "../../actors/venues/fills/roster.ts";
import { impactModels } from "../../actors/venues/impacts/roster.ts";
import { latencyModels } from "../../actors/venues/latencies/roster.ts";
import { queueModels } from "../../actors/venues/queues/roster.ts";
import { type Body, optionalField } from "../body.ts";
import { invalid } from "../problems.ts";

const between = (minimum: number, maximum: number) =>
  Schema.Finite.check(Schema.isBetween({ minimum, maximum }));
const whole = (minimum: number, maximum: number) =>
  Schema.Int.check(Schema.isBetween({ minimum, maximum }));
const word = Schema.String.check(Schema.isPattern(/^[\w.-]{1,64}$/));
const time = {
  expected: "an RFC 3339 time or a date",
  schema: Schema.String.check(Schema.isPattern(/^\d{4}-\d\d-\d\d[\dT:.Z+-]{0,22}$/)),
};
const modelOf = (name: string, roster: readonly { readonly name: string }[]) => {
  const names = roster.map((one) => one.name);
  return optionalField({
    description: `Model of ${name}; ${names[0]} unless told otherwise`,
    expected: `one of ${names.join(", ")}`,
    schema: Schema.Literals(names) as unknown as Schema.Codec<string>,
  });
};

/** The fields of `POST /v1/backtests`. */
export const backtestFields = {
  strategy: {
    description: "The strategy",
    expected: `one of ${strategyNames.join(", ")}`,
    schema: Schema.Literals(strategyNames) as unknown as Schema.Codec<string>,
  },
  recording: optionalField({
    description: "A file or folder of /v1/recordings; the simulated market where there is none",
    expected: "a name of /v1/recordings",
    schema: Schema.String.check(Schema.isMaxLength(300)),
  }),
  seed: optionalField({
    description: "Of the simulated market",
    expected: "a whole number from 0 to 4294967295",
    schema: whole(0, 2 ** 32 - 1),
  }),
  ticks: optionalField({
    description: "Of the simulated market; 200000 unless told otherwise",
    expected: "a whole number from 1 to 1000000000",
    schema: whole(1, 1e9),
  }),
  from: optionalField({ description: "Event time to begin at", ...time }),
  to: optionalField({ description: "Event time to end before", ...time }),
  settings: {
    description: "Settings by name: of the strategy, or of.name of another part",
    expected: "an object of numbers",
    schema: Schema.Record(Schema.String, Schema.Finite) as unknown as Schema.Codec<
      Readonly<Record<string, number>>
    >,
    otherwise: { value: {} as Readonly<Record<string, number>> },
  },
  sweep: {
    description: "Settings to try, each as from:to:step or a,b,c; every combination is run",
    expected: "an object of texts",
    schema: Schema.Record(Schema.String, Schema.String) as unknown as Schema.Codec<
      Readonly<Record<string, string>>
    >,
    otherwise: { value: {} as Readonly<Record<string, string>> },
  },
  instruments: {
    description: "Only these instruments",
    expected: "a list of symbols",
    schema: Schema.Array(Schema.String.check(Schema.isPattern(/^[\w.@:/#-]{1,64}$/))),
    otherwise: { value: [] as readonly string[] },
  },
  capital: optionalField({
    description: "Money at the start; 100000 unless told otherwise",
    expected: "a number above 0",
    schema: between(1e-9, 1e15),
  }),
  queue: modelOf("the queue", queueModels),
  latency: modelOf("latency", latencyModels.filter(({ recorded }) => !recorded)),
  fees: modelOf("fees", feeModels),
  fill: modelOf("fills", fillModels),
  impact: modelOf("market impact", impactModels),
  faults: modelOf("the line to the paper venue", faults),
  look_ahead: optionalField({
    description: "Times the data is cut to see whether anything looks ahead",
    expected: "a whole number from 0 to 100",
    schema: whole(0, 100),
  }),
  monte_carlo: optionalField({
    description: "Other orders of the same round trips",
    expected: "a whole number from 0 to 100000",
    schema: whole(0, 100_000),
  }),
  name: optionalField({ description: "What to call it", expected: "a word", schema: word }),
} as const;

type Asked = Body<typeof backtestFields>;

/** The folder of recordings: files elsewhere cannot be asked for. */
export const recordingsFolder = (): string =>
  resolve(process.env["CONTRAIL_RECORDINGS"] || "recordings");

/** A file or folder that may be run. */
export interface Recording {
  readonly name: string;
  readonly bytes: number;
}

const tables = /\.(parquet|csv|csv\.gz|csv\.zst|jsonl|jsonl\.gz|jsonl\.zst|bin|gz|zst)$/i;
const deepest = 4;

/** Files and folders below the folder of recordings, folders with all that is in them. */
export const recordings = (): Recording[] => {
  const root = recordingsFolder();
  if (!existsSync(root)) return [];
  const found: Recording[] = [];
  const look = (path: string, depth: number): number => {
    let bytes = 0;
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      const below = join(path, entry.name);
      if (entry.name.startsWith(".")) continue;
      if (entry.isDirectory() && depth < deepest) bytes += look(below, depth + 1);
      else if (entry.isFile() && tables.test(entry.name)) {
        const { size } = statSync(below);
        bytes += size;
        found.push({ name: relative(root, below), bytes: size });
      }
    }
    if (depth > 0 && bytes > 0) found.push({ name: relative(root, path), bytes });
    return bytes;
  };
  look(root, 0);
  return found.sort((a, b) => a.name < b.name ? -1 : 1);
};

/** The arguments of the command. Throws a problem for a recording that there is not. */
export const argumentsOf = (asked: Asked): string[] => {
  const option = (name: string, value: string | number | undefined) =>
    value === undefined ? [] : [`--${name}`, String(value)];
  const many = (name: string, values: readonly string[]) =>
    values.flatMap((value) => [`--${name}`, value]);
  if (asked.recording !== undefined && !recordings().some(({ name }) => name === asked.recording)) {
    throw invalid("recording", `is "${asked.recording}", expected a name of /v1/recordings`);
  }
  const file = asked.recording === undefined
    ? undefined
    : join(recordingsFolder(), asked.recording);
  return [
    ...option("strategy", asked.strategy),
    ...option("file", file),
    ...option("seed", asked.seed),
    ...option("ticks", asked.ticks),
    ...option("from", asked.from),
    ...option("to", asked.to),
    ...many("set", Object.entries(asked.settings).map(([name, value]) => `${name}=${value}`)),
    ...many("sweep", Object.entries(asked.sweep).map(([name, text]) => `${name}=${text}`)),
    ...many("instrument", asked.instruments),
    ...option("capital", asked.capital),
    ...option("queue", asked.queue),
    ...option("latency", asked.latency),
    ...option("fees", asked.fees),
    ...option("fill", asked.fill),
    ...option("impact", asked.impact),
    ...option("faults", asked.faults),
    ...option("look-ahead", asked.look_ahead),
    ...option("monte-carlo", asked.monte_carlo),
  ];
};

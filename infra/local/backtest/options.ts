// The options of `npm run backtest`, read and checked.
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { type BacktestConfig, strategyNames } from "../../../actors/run/backtest/job.ts";
import { settingLines } from "../../../actors/run/backtest/settings.ts";
import { barSettings } from "../../../actors/run/backtest/bars/job.ts";
import { barStrategies } from "../../../actors/run/backtest/bars/strategies/roster.ts";
import { type Axis, readAxes } from "../../../actors/run/backtest/sweep/grid.ts";
import type { Folds } from "../../../actors/run/backtest/sweep/validation.ts";
import { columnStrategies } from "../../../actors/run/backtest/strategies/roster.ts";
import { strategies } from "../../../actors/strategies/roster.ts";
import { faults } from "../../../actors/venues/faults/roster.ts";
import { feeModels } from "../../../actors/venues/fees/roster.ts";
import { fillModels } from "../../../actors/venues/fills/roster.ts";
import { impactModels } from "../../../actors/venues/impacts/roster.ts";
import { latencyModels } from "../../../actors/venues/latencies/roster.ts";
import { queueModels } from "../../../actors/venues/queues/roster.ts";

/** What is asked for. */
export interface BacktestArguments {
  readonly files: readonly string[];
  /** Files, the tables of the store, or the simulated market. */
  readonly source: "files" | "store" | "simulated";
  /** Length of bars made of ticks; chosen by the data where it is not told. */
  readonly barUs?: number;
  /** Whether the time between two looks was told. */
  readonly everyTold: boolean;
  /** Ticks of the simulated market, where there is no file. */
  readonly seed: number;
  readonly ticks: number;
  readonly config: BacktestConfig;
  /** One run where it has no axes. */
  readonly sweep: {
    readonly axes: readonly Axis[];
    readonly workers: number;
    readonly folds: Folds;
  };
  /** Times the data is cut at; 0 for none. */
  readonly lookAhead: number;
  /** Orders of the same round trips; 0 for none. */
  readonly monteCarlo: number;
  /** Whether it is run under every fault. */
  readonly chaos: boolean;
  readonly json: boolean;
  /** Folder for tear sheet, statistics, fills, orders and equity. */
  readonly out: string | undefined;
  /** Data folder of the system whose ClickHouse keeps the run. */
  readonly store: string | undefined;
}

/** An option that cannot be read; the message says which, its value, and what was expected. */
export class BadOption extends Error {
  override readonly name = "BadOption";
}

const options = {
  strategy: { type: "string", short: "s" },
  file: { type: "string", short: "f", multiple: true },
  source: { type: "string" },
  bar: { type: "string" },
  seed: { type: "string" },
  ticks: { type: "string" },
  from: { type: "string" },
  to: { type: "string" },
  set: { type: "string", multiple: true },
  instrument: { type: "string", multiple: true },
  capital: { type: "string", default: "100000" },
  queue: { type: "string", default: queueModels[0]!.name },
  latency: { type: "string", default: latencyModels[0]!.name },
  fees: { type: "string", default: feeModels[0]!.name },
  fill: { type: "string", default: fillModels[0]!.name },
  impact: { type: "string" },
  faults: { type: "string" },
  depth: { type: "string", default: "auto" },
  "every-ms": { type: "string" },
  "feed-latency-ms": { type: "string", default: "5" },
  "recorded-latency": { type: "string" },
  sweep: { type: "string", multiple: true },
  workers: { type: "string", default: String(availableParallelism()) },
  folds: { type: "string", default: "5" },
  purge: { type: "string", default: "1" },
  embargo: { type: "string", default: "1" },
  "look-ahead": { type: "string", default: "0" },
  "monte-carlo": { type: "string", default: "0" },
  out: { type: "string", short: "o" },
  store: { type: "string" },
  again: { type: "string" },
  chaos: { type: "boolean", default: false },
  json: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

const names = (roster: readonly { readonly name: string }[]) =>
  roster.map(({ name }) => name).join(", ");

const ofStrategies = [...columnStrategies, ...strategies, ...barStrategies]
  .map(({ name, settings }) => `${name}\n${settingLines(settings ?? {})}`).join("\n");

/** What `--help` prints. */
export const help = `npm run backtest -- --strategy S --file F [options]

Runs a strategy over recorded market data, or the simulated market, and tells its figures.

  --strategy S          ${strategyNames.join(", ")};
                        with commas for several that trade live, on one account
  --file F              A recorded file or folder; again, or with commas, for more
  --source S            files, store (what the system of --store recorded) or simulated; by default
                        files where there is --file, store where --store comes with --from or --to
  --seed N, --ticks N   Of the simulated market (default 1, 200000)
  --bar 1m              Length of bars made of ticks, for strategies over bars (default: by the data)
  --from T, --to T      Event time, such as 2024-08-08T23:55:00Z; from the first to before the last
  --instrument NAME     Only this one (symbol.venue); again for more
  --set NAME=VALUE      A setting of the strategy; OF.NAME=VALUE of another part: queue, latency and
                        fees, or of an actor such as simulated or risk
  --capital N           Money at the start (default 100000)
  --out DIR             Writes tear-sheet.html, run.json, fills.csv, orders.csv and equity.csv
  --look-ahead N        Cuts the data at N random times: nothing before a cut may change
  --monte-carlo N       N other orders of the same round trips: how deep it could have fallen
  --store DIR           Keeps the run in ClickHouse: DIR is the data folder of a running system (.contrail)
  --again ID            Runs a kept run again, with --store; nothing else is to be given
  --json                One JSON object as the last line; everything else to stderr

Many settings, on all cores, and how much of the best of them is luck:
  --sweep NAME=FROM:TO:STEP, or NAME=A,B,C. Again for more settings: every combination is run
  --workers N           Threads (default: as many as cores)
  --folds N             Parts of walk-forward and cross-validation (default 5)
  --purge N             Periods left out beside each tested part (default 1)
  --embargo N           Periods left out after it besides (default 1)

For ${names(columnStrategies)}, which run over columns:
  --queue Q             ${names(queueModels)}
  --latency L           ${names(latencyModels.filter(({ recorded }) => !recorded))}
  --fees M              ${names(feeModels)}
  --fill M              ${names(fillModels)}
  --impact I            ${impactModels.map(({ name, about }) => `${name}: ${about}`).join("; ")}
  --depth D             auto, l1 (quotes), l2 (books) or trades
  --every-ms N          Time between two looks (default 100; of bars a quarter of one)
  --feed-latency-ms N   From the venue to us (default 5)
  --recorded-latency N  As recorded instead, with N ms added to put the recorder's clock right

For ${names(strategies)}, the actors that trade live:
  --faults F            The line to the paper venue: ${
  faults.map(({ name, about }) => `${name}: ${about}`).join("; ")
}
  --chaos               Once under every fault: a table of what it earned, and whether its books are right

For ${names(barStrategies)}, which run over bars: a position
wanted after a bar is traded at the next open; --set bars.NAME=VALUE says how:
${settingLines(barSettings)}

Settings, their defaults and bounds:
${ofStrategies}
`;

/** The id of a kept run that is to be run again; undefined where it is a new one. Throws `BadOption`. */
export const againOf = (args: readonly string[]): string | undefined => {
  const { values } = parse(args);
  if (values.again !== undefined && values.store === undefined) {
    throw new BadOption("--again needs --store: the data folder of the system that keeps the run");
  }
  return values.again;
};

/** Reads the arguments; undefined where help was asked for. Throws `BadOption`. */
export const readArguments = (args: readonly string[]): BacktestArguments | undefined => {
  const { values } = parse(args);
  if (values.help) return undefined;
  if (values.strategy === undefined) {
    throw new BadOption(`--strategy is missing: expected one of ${strategyNames.join(", ")}`);
  }
  const fromUs = timeOf("from", values.from, -Infinity);
  const toUs = timeOf("to", values.to, Infinity);
  if (fromUs >= toUs) throw new BadOption(`--to "${values.to}": expected a time after --from`);
  const sweep = {
    axes: readAxes(values.sweep ?? []),
    workers: wholeOf("workers", values.workers, 1, 256),
    folds: {
      folds: wholeOf("folds", values.folds, 2, 100),
      purge: wholeOf("purge", values.purge, 0, 1e6),
      embargo: wholeOf("embargo", values.embargo, 0, 1e6),
    },
  };
  const lookAhead = wholeOf("look-ahead", values["look-ahead"], 0, 1_000);
  const monteCarlo = wholeOf("monte-carlo", values["monte-carlo"], 0, 1_000_000);
  if (sweep.axes.length > 0 && lookAhead + monteCarlo > 0) {
    throw new BadOption(
      "--look-ahead, --monte-carlo: expected without --sweep; they are of one run",
    );
  }
  const files = (values.file ?? []).flatMap((one) => one.split(",")).filter((one) => one !== "");
  const barUs = barOf(values.bar);
  return {
    sweep,
    lookAhead,
    monteCarlo,
    files,
    source: sourceOf(values, files),
    ...(barUs === undefined ? {} : { barUs }),
    everyTold: values["every-ms"] !== undefined,
    seed: numberOf("seed", values.seed ?? "1", 0, 2 ** 32 - 1),
    ticks: numberOf("ticks", values.ticks ?? "200000", 1, 1e12),
    chaos: values.chaos,
    json: values.json,
    out: values.out,
    store: values.store,
    config: {
      strategy: values.strategy,
      set: values.set ?? [],
      fromUs,
      toUs,
      instruments: values.instrument ?? [],
      capital: numberOf("capital", values.capital, 1e-9, 1e15),
      queue: values.queue,
      latency: values.latency,
      fees: values.fees,
      fill: values.fill,
      ...(values.impact === undefined ? {} : { impact: values.impact }),
      ...(values.faults === undefined ? {} : { faults: values.faults }),
      depth: depthOf(values.depth),
      everyMs: numberOf("every-ms", values["every-ms"] ?? "100", 0.001, 86_400_000),
      feedLatency: values["recorded-latency"] === undefined
        ? {
          kind: "constant",
          us: numberOf("feed-latency-ms", values["feed-latency-ms"], 0, 60_000) * 1000,
        }
        : {
          kind: "recorded",
          offsetUs: numberOf("recorded-latency", values["recorded-latency"], -1e9, 1e9) * 1000,
        },
    },
  };
};

const sourceOf = (
  values: ReturnType<typeof parse>["values"],
  files: readonly string[],
): BacktestArguments["source"] => {
  const { source, store, seed, ticks, from, to } = values;
  if (source === "files" || source === "store" || source === "simulated") {
    if (source === "files" && files.length === 0) {
      throw new BadOption('--source "files": expected a --file');
    }
    if (source === "store" && store === undefined) {
      throw new BadOption(
        '--source "store": expected --store, the data folder of a running system',
      );
    }
    return source;
  }
  if (source !== undefined) {
    throw new BadOption(`--source "${source}": expected files, store or simulated`);
  }
  if (files.length > 0) return "files";
  const simulated = seed !== undefined || ticks !== undefined;
  const windowed = from !== undefined || to !== undefined;
  return store !== undefined && windowed && !simulated ? "store" : "simulated";
};

const unitsUs = { s: 1e6, m: 60e6, h: 3_600e6, d: 86_400e6 } as const;

const barOf = (text: string | undefined): number | undefined => {
  if (text === undefined) return undefined;
  const match = /^(\d{1,4})([smhd])$/.exec(text);
  const us = Number(match?.[1] ?? 0) * unitsUs[(match?.[2] ?? "s") as keyof typeof unitsUs];
  if (us > 0) return us;
  throw new BadOption(`--bar "${text}": expected a length such as 10s, 1m, 4h or 1d`);
};

const parse = (args: readonly string[]) => {
  try {
    return parseArgs({ args: [...args], options });
  } catch (cause) {
    throw new BadOption((cause as Error).message);
  }
};

const numberOf = (name: string, text: string, low: number, high: number): number => {
  const value = Number(text);
  if (text.trim() !== "" && value >= low && value <= high) return value;
  throw new BadOption(`--${name} "${text}": expected a number from ${low} to ${high}`);
};

const wholeOf = (name: string, text: string, low: number, high: number): number => {
  const value = numberOf(name, text, low, high);
  if (Number.isInteger(value)) return value;
  throw new BadOption(`--${name} "${text}": expected a whole number`);
};

/** A time in microseconds, UTC where no zone is told. Throws `BadOption`. */
export const timeOf = (name: string, text: string | undefined, missing: number): number => {
  if (text === undefined) return missing;
  const ms = Date.parse(/T/.test(text) && !/Z|[+-]\d\d:?\d\d$/.test(text) ? `${text}Z` : text);
  if (!Number.isNaN(ms)) return ms * 1000;
  throw new BadOption(`--${name} "${text}": expected a time such as 2024-08-08T23:55:00Z`);
};

const depthOf = (text: string): BacktestConfig["depth"] => {
  if (text === "auto" || text === "l1" || text === "l2" || text === "trades") return text;
  throw new BadOption(`--depth "${text}": expected auto, l1, l2 or trades`);
};

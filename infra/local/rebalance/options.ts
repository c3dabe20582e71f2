// The options of `npm run rebalance`, read and checked.
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { Result, Schema } from "effect";
import { covariances } from "../../../actors/rebalance/covariances/roster.ts";
import { optimisers } from "../../../actors/rebalance/optimisers/roster.ts";
import type { RebalanceOptions } from "../../../actors/rebalance/rebalance.ts";
import type { TableKind } from "./read.ts";

/** What is asked for. */
export interface RebalanceArguments {
  readonly file: string;
  readonly kind: TableKind;
  readonly periods: number;
  readonly perYear: number;
  readonly options: RebalanceOptions;
  readonly json: boolean;
}

/** An option that cannot be read. */
export class BadOption extends Error {
  override readonly name = "BadOption";
}

const text = (preset: string) => ({ type: "string", default: preset } as const);
const options = {
  returns: { type: "string" },
  prices: { type: "string" },
  relatives: { type: "string" },
  optimiser: text(optimisers[0]!.name),
  covariance: text(covariances[0]!.name),
  "risk-aversion": text("5"),
  lower: text("0"),
  upper: text("1"),
  groups: { type: "string" },
  before: { type: "string" },
  "turnover-cost": text(""),
  "max-assets": text(""),
  confidence: text("0.95"),
  market: { type: "string" },
  views: { type: "string" },
  tau: text("0.05"),
  periods: text("1000000"),
  "per-year": text("252"),
  json: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

const listed = (roster: readonly { readonly name: string; readonly about: string }[]) =>
  roster.map(({ name, about }) => `  ${name.padEnd(26)}${about}`).join("\n");

/** What `--help` prints. */
export const help = `npm run rebalance -- --returns F [options]

Weights of a portfolio out of a table of returns: a row for each period and a column for each asset, or a
row for each asset and period; CSV (also gzip) or Parquet. Prices given as returns are taken for prices.

  --returns F, --prices F, --relatives F
                        The table: simple returns, prices, or price / price before
  --optimiser O         One of those below (default ${optimisers[0]!.name})
  --covariance C        One of those below (default ${covariances[0]!.name})
  --risk-aversion N     Of mean-variance: the price of variance (default 5)
  --lower N, --upper N  Bounds of each weight (default 0 and 1)
  --groups F            JSON: [{"name", "assets": [...], "lower", "upper"}], bounds of sums of weights
  --before F            JSON: weights that are held now, by asset
  --turnover-cost N     What one unit of turnover costs, in units of the objective; with --before
  --max-assets K        At most K weights: the largest ones, found again without the others
  --confidence N        Of minimum-cvar: share of periods that are not in the tail (default 0.95)
  --market F            JSON: weights of the market, for black-litterman (default equal ones)
  --views F             JSON: [{"assets": {"A": 1, "B": -1}, "expected": 0.001}], per period
  --tau N               Of black-litterman: how unsure the market is of its returns (default 0.05)
  --periods N           Only the last N periods
  --per-year N          Periods of a year, for annual figures (default 252)
  --json                One JSON object as the last line

Optimisers:
${listed(optimisers)}

Covariances:
${listed(covariances)}
`;

const Weights = Schema.Record(Schema.String, Schema.Finite);
const Groups = Schema.Array(Schema.Struct({
  name: Schema.String,
  assets: Schema.Array(Schema.String),
  lower: Schema.Finite,
  upper: Schema.Finite,
}));
const Views = Schema.Array(Schema.Struct({ assets: Weights, expected: Schema.Finite }));

/** JSON of a file. Throws `BadOption`. */
const read = <A>(
  option: string,
  path: string | undefined,
  schema: Schema.Codec<A>,
): A | undefined => {
  if (path === undefined) return undefined;
  let json: string;
  try {
    json = readFileSync(path, "utf8");
  } catch {
    throw new BadOption(`${option} "${path}": no such file`);
  }
  const result = Schema.decodeUnknownResult(Schema.fromJsonString(schema))(json);
  if (Result.isSuccess(result)) return result.success as A;
  throw new BadOption(`${option} "${path}": ${result.failure.message.split("\n")[0]}`);
};

/** Reads the arguments; undefined where help was asked for. Throws `BadOption`. */
export const readArguments = (args: readonly string[]): RebalanceArguments | undefined => {
  const { values } = parse(args);
  if (values.help) return undefined;
  const kinds = (["returns", "prices", "relatives"] as const).filter((kind) =>
    values[kind] !== undefined
  );
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1) {
    throw new BadOption("expected exactly one of --returns, --prices and --relatives");
  }
  const number = (
    name: "risk-aversion" | "lower" | "upper" | "periods" | "per-year" | "confidence" | "tau",
    low: number,
    high: number,
  ) => numberOf(name, values[name], [low, high]);
  const optional = (name: "turnover-cost" | "max-assets", low: number, high: number) =>
    values[name] === "" ? undefined : numberOf(name, values[name], [low, high]);
  const [lower, upper] = [number("lower", -10, 1), number("upper", 0, 10)];
  if (lower > upper) throw new BadOption(`--lower "${lower}": expected at most --upper ${upper}`);
  const given = {
    groups: read("--groups", values.groups, Groups),
    before: read("--before", values.before, Weights),
    market: read("--market", values.market, Weights),
    views: read("--views", values.views, Views),
    turnoverCost: optional("turnover-cost", 0, 1e6),
    maxAssets: optional("max-assets", 1, 1e6),
  };
  return {
    file: values[kind]!,
    kind,
    periods: number("periods", 2, 1e9),
    perYear: number("per-year", 1, 1e8),
    json: values.json,
    options: {
      optimiser: values.optimiser,
      covariance: values.covariance,
      riskAversion: number("risk-aversion", 1e-6, 1e9),
      lower,
      upper,
      confidence: number("confidence", 0.01, 0.9999),
      tau: number("tau", 1e-9, 1e3),
      ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    },
  };
};

const numberOf = (name: string, given: string, [low, high]: readonly [number, number]): number => {
  const value = Number(given);
  if (given.trim() !== "" && value >= low && value <= high) return value;
  throw new BadOption(`--${name} "${given}": expected a number from ${low} to ${high}`);
};

const parse = (args: readonly string[]) => {
  try {
    return parseArgs({ args: [...args], options });
  } catch (cause) {
    throw new BadOption((cause as Error).message);
  }
};

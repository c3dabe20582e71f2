// The options of `npm run rebalance`, read and checked.
import { parseArgs } from "node:util";
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

const options = {
  returns: { type: "string" },
  prices: { type: "string" },
  relatives: { type: "string" },
  optimiser: { type: "string", default: optimisers[0]!.name },
  covariance: { type: "string", default: covariances[0]!.name },
  "risk-aversion": { type: "string", default: "5" },
  lower: { type: "string", default: "0" },
  upper: { type: "string", default: "1" },
  periods: { type: "string", default: "1000000" },
  "per-year": { type: "string", default: "252" },
  json: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

const listed = (roster: readonly { readonly name: string; readonly about: string }[]) =>
  roster.map(({ name, about }) => `  ${name.padEnd(26)}${about}`).join("\n");

/** What `--help` prints. */
export const help = `npm run rebalance -- --returns F [options]

Weights of a portfolio out of a table of returns: a row for each period, a column for each asset, CSV
(also gzip) or Parquet.

  --returns F, --prices F, --relatives F
                        The table: simple returns, prices, or price / price before
  --optimiser O         One of those below (default ${optimisers[0]!.name})
  --covariance C        One of those below (default ${covariances[0]!.name})
  --risk-aversion N     Of mean-variance: the price of variance (default 5)
  --lower N, --upper N  Bounds of each weight (default 0 and 1)
  --periods N           Only the last N periods
  --per-year N          Periods of a year, for annual figures (default 252)
  --json                One JSON object as the last line

Optimisers:
${listed(optimisers)}

Covariances:
${listed(covariances)}
`;

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
    name: "risk-aversion" | "lower" | "upper" | "periods" | "per-year",
    low: number,
    high: number,
  ) => {
    const value = Number(values[name]);
    if (values[name].trim() !== "" && value >= low && value <= high) return value;
    throw new BadOption(`--${name} "${values[name]}": expected a number from ${low} to ${high}`);
  };
  const [lower, upper] = [number("lower", -10, 1), number("upper", 0, 10)];
  if (lower > upper) throw new BadOption(`--lower "${lower}": expected at most --upper ${upper}`);
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
    },
  };
};

const parse = (args: readonly string[]) => {
  try {
    return parseArgs({ args: [...args], options });
  } catch (cause) {
    throw new BadOption((cause as Error).message);
  }
};

// The schemas of strategies, recordings and backtests, held to the types of protocol.ts.
import { Schema } from "effect";
import { described, identified, Time } from "../schemas.ts";
import type * as Protocol from "./protocol.ts";

const Anything = Schema.Record(Schema.String, Schema.Unknown) as unknown as Schema.Codec<
  Readonly<Record<string, unknown>>
>;

/** A strategy with its settings. */
export const Strategy: Schema.Codec<Protocol.StrategyAnswer> = identified(
  "Strategy",
  Schema.Struct({
    name: Schema.String,
    about: Schema.String,
    engine: Schema.Literals(["actors", "columns", "bars"]),
    settings: Schema.Array(
      Schema.Struct({
        name: Schema.String,
        default: Schema.Number,
        minimum: Schema.Number,
        maximum: Schema.Number,
        comment: Schema.String,
      }),
    ),
  }),
);

/** Recorded data. */
export const Recording: Schema.Codec<Protocol.RecordingAnswer> = identified(
  "Recording",
  Schema.Struct({ name: Schema.String, bytes: Schema.Int }),
);

/** A backtest as a job. */
export const Backtest: Schema.Codec<Protocol.BacktestAnswer> = identified(
  "Backtest",
  Schema.Struct({
    id: Schema.String,
    state: Schema.Literals(["queued", "running", "done", "failed", "cancelled"]),
    progress: Schema.Number.check(Schema.isBetween({ minimum: 0, maximum: 1 })),
    eta_seconds: Schema.NullOr(Schema.Number),
    created_at: Time,
    started_at: Schema.NullOr(Time),
    finished_at: Schema.NullOr(Time),
    request: Anything,
    error: Schema.String,
    result: described(Schema.NullOr(Anything), "Figures as npm run backtest -- --json prints them"),
  }),
);

/** A point of an equity curve. */
export const EquityPointSchema: Schema.Codec<Protocol.EquityPoint> = identified(
  "EquityPoint",
  Schema.Struct({ t: Time, equity: Schema.Number }),
);

/** A fill of a backtest, as in fills.csv. */
export const BacktestFillRow: Schema.Codec<Readonly<Record<string, string>>> = identified(
  "BacktestFill",
  Schema.Record(Schema.String, Schema.String),
) as never;

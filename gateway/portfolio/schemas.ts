// The schema of an account, held to the types of protocol.ts.
import { Schema } from "effect";
import { described, Holding, identified } from "../schemas.ts";
import type * as Protocol from "./protocol.ts";

const Text = Schema.String;

/** What an account holds and is worth. */
export const Portfolio: Schema.Codec<Protocol.PortfolioAnswer> = identified(
  "Portfolio",
  Schema.Struct({
    account: Text,
    paper: Schema.Literal(true),
    currency: Text,
    capital: Schema.Number,
    equity: Schema.Number,
    cash: Schema.Number,
    realized_pl: Schema.Number,
    unrealized_pl: Schema.Number,
    fees: Schema.Number,
    funding: Schema.Number,
    gross_exposure: Schema.Number,
    net_exposure: Schema.Number,
    balances: Schema.Array(Schema.Struct({
      currency: Text,
      cash: Schema.Number,
      net_exposure: Schema.Number,
      rate: described(Schema.NullOr(Schema.Number), "Into the currency of the account"),
      rate_source: described(Text, "base, configured, or the instrument that tells it"),
    })),
    strategies: Schema.Array(Schema.Struct({
      strategy_id: Text,
      cash: Schema.Number,
      realized_pl: Schema.Number,
      unrealized_pl: Schema.Number,
      fees: Schema.Number,
      funding: Schema.Number,
      gross_exposure: Schema.Number,
      net_exposure: Schema.Number,
    })),
    warnings: described(Schema.Array(Text), "What is in no sum, and why"),
    positions: Schema.Array(Holding),
  }),
);

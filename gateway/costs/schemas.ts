// The schemas of what trading costs, held to the types of protocol.ts.
import { Schema } from "effect";
import { described, identified, pageOf, Time } from "../schemas.ts";
import type * as Protocol from "./protocol.ts";

const Decimal = Schema.String.check(Schema.isPattern(/^-?\d+(\.\d+)?$/));
const Text = Schema.String;
const Unknown = Schema.NullOr(Schema.Finite);

const costs = {
  arrival_bps: described(Unknown, "Fill prices beyond the mid at the decision; above zero is paid"),
  arrival_cost: described(Schema.Finite, "The same in currency"),
  mid_bps: described(Unknown, "Fill prices beyond the mid at the fill: the effective half spread"),
  mid_cost: described(Schema.Finite, "The same in currency"),
  spread_share: described(Unknown, "The same in halves of the spread: 1 crossed it, -1 earned it"),
  fees_bps: Unknown,
  fees: Schema.Finite,
  markout_1s_bps: described(Unknown, "The mid 1 s after the fill; above zero it went our way"),
  markout_10s_bps: Unknown,
  markout_60s_bps: Unknown,
} as const;

/** What one order cost. */
export const OrderCosts: Schema.Codec<Protocol.OrderCostsAnswer> = identified(
  "OrderCosts",
  Schema.Struct({
    client_order_id: Text,
    symbol: Text,
    account: Text,
    strategy_id: Text,
    side: Schema.Literals(["buy", "sell"]),
    t: described(Time, "Event time at which it was decided"),
    qty: Decimal,
    filled_qty: Decimal,
    filled_avg_price: Schema.NullOr(Decimal),
    arrival_price: described(Schema.NullOr(Decimal), "The mid at the decision"),
    currency: Text,
    fills: Schema.Int,
    ...costs,
    position: Schema.Int,
  }),
);

/** What the orders of a strategy cost. */
export const StrategyCosts: Schema.Codec<Protocol.StrategyCostsAnswer> = identified(
  "StrategyCosts",
  Schema.Struct({
    strategy_id: Text,
    currency: Text,
    orders: Schema.Int,
    fills: Schema.Int,
    filled_share: described(Schema.Finite, "Mean over the orders of the part that was filled"),
    ...costs,
  }),
);

const page = pageOf(OrderCosts) as unknown as Schema.Struct<Schema.Struct.Fields>;

/** A page of orders with their costs, and what those of each strategy cost together. */
export const CostsPage = Schema.Struct({
  ...page.fields,
  strategies: described(Schema.Array(StrategyCosts), "Of the orders on this page"),
}) as unknown as Schema.Codec<Protocol.CostsPage>;

// The schemas of what the risk screen asks for, held to the types of protocol.ts.
import { Schema } from "effect";
import { described, identified, Time } from "../schemas.ts";
import type * as Protocol from "./protocol.ts";

const Text = Schema.String;
const Decimal = Schema.String.check(Schema.isPattern(/^-?\d+(\.\d+)?$/));
const State = Schema.Literals(["active", "reducing", "halted"]);

/** One limit as it is in force. */
export const Limit: Schema.Codec<Protocol.LimitAnswer> = identified(
  "Limit",
  Schema.Struct({
    name: Text,
    value: Schema.Finite,
    default: Schema.Finite,
    minimum: Schema.Finite,
    maximum: Schema.Finite,
    unit: Text,
    description: Text,
    per_instrument: described(Schema.Boolean, "Whether one instrument may have its own"),
    source: Schema.Literals(["default", "all", "account", "instrument"]),
  }),
);

/** The limits at a place. */
export const Limits: Schema.Codec<Protocol.LimitsAnswer> = identified(
  "Limits",
  Schema.Struct({
    version: described(Schema.Int, "A change has to name the version it was made from; the ETag"),
    account: described(Text, "Empty: every account"),
    symbol: described(Schema.NullOr(Text), "Null: every instrument"),
    limits: Schema.Array(Limit),
  }),
);

/** A change of limits. */
export const LimitChange: Schema.Codec<Protocol.LimitChangeAnswer> = identified(
  "LimitChange",
  Schema.Struct({
    t: Time,
    account: Text,
    symbol: Schema.NullOr(Text),
    outcome: Schema.Literals(["applied", "refused"]),
    version: Schema.Int,
    limits: Schema.Array(Schema.Struct({
      name: Text,
      before: Schema.Finite,
      after: Schema.Finite,
      reset: Schema.Boolean,
    })),
    reason: Text,
    position: Schema.Int,
  }),
);

const Usage: Schema.Codec<Protocol.UsageAnswer> = Schema.Struct({
  check: Text,
  value: described(Schema.Finite, "What the order would make of it"),
  limit: Schema.Finite,
});

/** Where an account stands. */
export const RiskStatus: Schema.Codec<Protocol.RiskStatusAnswer> = identified(
  "RiskStatus",
  Schema.Struct({
    account: Text,
    state: State,
    reason: Text,
    t: described(Schema.NullOr(Time), "When the newest order was checked"),
    usage: Schema.Array(Usage),
    approved: described(Schema.Int, "Orders approved since the gateway began"),
    denied: Schema.Int,
  }),
);

/** A denial code. */
export const Denial: Schema.Codec<Protocol.DenialAnswer> = identified(
  "Denial",
  Schema.Struct({
    code: Text,
    means: Text,
    limit: Schema.NullOr(Text),
    reducing_passes: Schema.Boolean,
    todo: Text,
  }),
);

/** A risk check. */
export const RiskDecision: Schema.Codec<Protocol.RiskDecisionAnswer> = identified(
  "RiskDecision",
  Schema.Struct({
    t: Time,
    symbol: Text,
    account: Text,
    strategy_id: Text,
    client_order_id: Text,
    decision: Schema.Literals(["approved", "denied"]),
    reason: Text,
    checks: Schema.Array(Usage),
    position: Schema.Int,
  }),
);

/** A stop, with its proof. */
export const Stop: Schema.Codec<Protocol.StopAnswer> = identified(
  "Stop",
  Schema.Struct({
    account: described(Text, "Empty: every account"),
    state: State,
    reason: Text,
    position: Schema.NullOr(Schema.Int),
    flatten: Schema.Boolean,
    acknowledgements: Schema.Array(Schema.Struct({
      actor: Text,
      position: Schema.Int,
      emitted: described(Schema.Int, "Records it emitted because of it, cancels for one"),
    })),
    complete: described(Schema.Boolean, "Whether every actor has acknowledged"),
    working: described(Schema.Int, "Orders that still worked when the answer was given"),
    open_positions: described(Schema.Int, "Positions open when the answer was given"),
    waited_ms: Schema.Finite,
  }),
);

/** The dead-man's switch of an account. */
export const Deadman: Schema.Codec<Protocol.DeadmanAnswer> = identified(
  "Deadman",
  Schema.Struct({
    account: Text,
    armed: Schema.Boolean,
    timeout_s: Schema.Finite,
    flatten: Schema.Boolean,
    last_heartbeat_at: Schema.NullOr(Time),
    due_at: Schema.NullOr(Time),
  }),
);

/** A correction. */
export const Correction: Schema.Codec<Protocol.CorrectionAnswer> = identified(
  "Correction",
  Schema.Struct({
    t: Time,
    symbol: Schema.NullOr(Text),
    account: Text,
    venue: Text,
    origin: Text,
    action: Text,
    situation: Text,
    client_order_id: Text,
    venue_order_id: Text,
    trade_id: Text,
    ours: Text,
    theirs: Text,
    reason: Text,
    position: Schema.Int,
  }),
);

/** What was asked of a venue. */
export const Reconciliation: Schema.Codec<Protocol.ReconciliationAnswer> = identified(
  "Reconciliation",
  Schema.Struct({ account: Text, request_id: Text, position: Schema.Int }),
);

/** An algorithm. */
export const Algorithm: Schema.Codec<Protocol.AlgorithmAnswer> = identified(
  "Algorithm",
  Schema.Struct({
    name: Text,
    description: Text,
    parameters: Schema.Array(Schema.Struct({
      name: Text,
      default: Schema.Finite,
      minimum: Schema.Finite,
      maximum: Schema.Finite,
      description: Text,
    })),
  }),
);

/** An order that an algorithm works. */
export const AlgorithmOrder: Schema.Codec<Protocol.AlgorithmOrderAnswer> = identified(
  "AlgorithmOrder",
  Schema.Struct({
    client_order_id: Text,
    symbol: Text,
    account: Text,
    strategy_id: Text,
    algorithm: Text,
    parameters: Schema.Record(Text, Schema.Finite),
    status: Text,
    side: Schema.Literals(["buy", "sell"]),
    qty: Decimal,
    limit_price: Schema.NullOr(Decimal),
    filled_qty: Decimal,
    filled_avg_price: Schema.NullOr(Decimal),
    arrival_price: Decimal,
    children: Schema.Int,
    start_at: Time,
    end_at: Time,
    reason: Text,
    position: Schema.Int,
  }),
);

// The schemas of every answer, held to the types of protocol.ts: the OpenAPI document and the tests come from them.
import { Schema } from "effect";
import type * as Protocol from "./protocol.ts";
import type { RefusalAnswer, TradeAnswer } from "./watch/protocol.ts";

/** Says what a schema means. */
export const described = <S extends Schema.Top>(schema: S, description: string) =>
  schema.annotate({ description });
/** Gives a schema the name it has in the OpenAPI document. */
export const identified = <S extends Schema.Top>(identifier: string, schema: S) =>
  schema.annotate({ identifier });
/** A time of the API. */
export const Time = described(
  Schema.String.check(Schema.isPattern(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/)),
  "RFC 3339, UTC, with microseconds",
);
const Decimal = described(
  Schema.String.check(Schema.isPattern(/^-?\d+(\.\d+)?$/)),
  "An exact decimal",
);
const Position = described(
  Schema.Int,
  "Ordinal in the input log of the record that caused this one: the key that joins everything",
);
const Text = Schema.String;
const Probability = Schema.Number.check(Schema.isBetween({ minimum: 0, maximum: 1 }));
const Side = Schema.Literals(["buy", "sell"]);
const PositionSide = Schema.Literals(["long", "short", "flat"]);

/** One page of a list. */
export const pageOf = <Item>(item: Schema.Codec<Item>): Schema.Codec<Protocol.Page<Item>> =>
  Schema.Struct({
    data: Schema.Array(item),
    next_cursor: described(Schema.NullOr(Text), "Give it as cursor; null on the last page"),
  });

/** RFC 9457. */
export const Problem: Schema.Codec<Protocol.Problem> = identified(
  "Problem",
  Schema.Struct({
    type: Text,
    title: Text,
    status: Schema.Int,
    code: Text,
    detail: Text,
    request_id: Text,
    errors: Schema.optionalKey(Schema.Array(Schema.Struct({ path: Text, message: Text }))),
  }),
);

/** What can be traded. */
export const Instrument: Schema.Codec<Protocol.InstrumentAnswer> = identified(
  "Instrument",
  Schema.Struct({
    instrument_id: Schema.Int,
    symbol: Text,
    venue: Text,
    asset_class: Text,
    currency: Text,
    tick_size: Decimal,
    lot_size: Decimal,
    price_decimals: Schema.Int,
  }),
);

/** The best bid and offer. */
export const Quote: Schema.Codec<Protocol.QuoteAnswer> = identified(
  "Quote",
  Schema.Struct({
    symbol: Text,
    t: Time,
    bp: described(Decimal, "Best bid; 0 where there is none"),
    bs: described(Decimal, "Quantity at the best bid"),
    ap: described(Decimal, "Best offer; 0 where there is none"),
    as: described(Decimal, "Quantity at the best offer"),
    flags: described(Schema.Int, "1 suspicious, 2 crossed, 4 gapped, 8 locked"),
    position: Position,
  }),
);

/** A trade of the market. */
export const Print: Schema.Codec<TradeAnswer> = identified(
  "Trade",
  Schema.Struct({
    symbol: Text,
    t: Time,
    price: Decimal,
    qty: Decimal,
    aggressor_side: described(
      Schema.Literals(["unknown", "buy", "sell"]),
      "Who crossed the spread",
    ),
    position: Position,
  }),
);

/** A bar. */
export const Bar: Schema.Codec<Protocol.BarAnswer> = identified(
  "Bar",
  Schema.Struct({
    symbol: Text,
    timeframe: Schema.Literals(["1s", "1m"]),
    t: described(Time, "Start of the interval"),
    o: Decimal,
    h: Decimal,
    l: Decimal,
    c: Decimal,
    v: described(Decimal, "Traded quantity"),
    n: described(Schema.Int, "Trades"),
    position: Position,
  }),
);

/** A model's prediction. */
export const Prediction: Schema.Codec<Protocol.PredictionAnswer> = identified(
  "Prediction",
  Schema.Struct({
    symbol: Text,
    t: Time,
    model: Text,
    model_version: Schema.Int,
    model_sha256: Text,
    horizon_us: described(Schema.Int, "Microseconds ahead; 0 for the next move of the mid price"),
    mid_price: Decimal,
    probability_up: Probability,
    probability_down: Probability,
    flags: described(Schema.Int, "1 warming, 2 stale, 4 gapped, 16 shadow"),
    position: Position,
  }),
);

/** A strategy's wish. */
export const Signal: Schema.Codec<Protocol.SignalAnswer> = identified(
  "Signal",
  Schema.Struct({
    id: Text,
    symbol: Text,
    t: Time,
    account: Text,
    strategy: Text,
    side: PositionSide,
    target_qty: described(Decimal, "Wished position, signed"),
    confidence: Probability,
    reference_price: Decimal,
    reason: Text,
    model: Text,
    prediction_position: Schema.Int,
    position: Position,
  }),
);

/** What may be sent now. */
export const TradingState: Schema.Codec<Protocol.TradingStateAnswer> = identified(
  "TradingState",
  Schema.Struct({
    account: described(Text, "Empty: every account"),
    state: Schema.Literals(["active", "reducing", "halted"]),
    reason: Text,
    position: Schema.NullOr(Position),
  }),
);

/** What was asked of an order. */
export const OrderRequest: Schema.Codec<Protocol.OrderRequestAnswer> = identified(
  "OrderRequest",
  Schema.Struct({
    client_order_id: Text,
    command: Schema.Literals(["cancel", "replace"]),
    position: described(
      Position,
      "Of the request in the input log. What became of it the order tells: its status, or cancel_reject",
    ),
  }),
);

/** A cancel or replace that was refused. */
export const CancelReject: Schema.Codec<Protocol.CancelRejectAnswer> = identified(
  "CancelReject",
  Schema.Struct({
    request: Schema.Literals(["cancel", "replace"]),
    reason: described(Text, "Our risk's code, or the venue's words"),
    t: Time,
    position: described(
      Position,
      "Where it lies in the input log: at the request where our risk refused it, later where the venue did",
    ),
  }),
);

/** An order and where it stands. */
export const Order: Schema.Codec<Protocol.OrderAnswer> = identified(
  "Order",
  Schema.Struct({
    client_order_id: Text,
    venue_order_id: Text,
    symbol: Text,
    account: Text,
    strategy_id: Text,
    side: Side,
    type: Text,
    time_in_force: Text,
    qty: Decimal,
    limit_price: Schema.NullOr(Decimal),
    stop_price: Schema.NullOr(Decimal),
    trail: Schema.NullOr(Decimal),
    exec_inst: Schema.Array(Text),
    order_list_id: Text,
    parent_order_id: Text,
    algorithm: described(Text, "Algorithm that works it; empty for a plain order"),
    algorithm_order_id: described(Text, "Algorithm order it is a slice of"),
    status: described(
      Text,
      "pending_new, new, partially_filled, filled, canceled, expired, rejected (by the venue), " +
        "denied (by our risk) or replaced",
    ),
    filled_qty: Decimal,
    filled_avg_price: Schema.NullOr(Decimal),
    reject_reason: Text,
    cancel_reject: described(
      Schema.NullOr(CancelReject),
      "Why the newest cancel or replace was not done (FIX: Order Cancel Reject); null once one is done",
    ),
    reason: Text,
    signal_id: Text,
    created_at: Time,
    updated_at: Time,
    position: Position,
  }),
);

/** One execution. */
export const Fill: Schema.Codec<Protocol.FillAnswer> = identified(
  "Fill",
  Schema.Struct({
    id: Text,
    symbol: Text,
    t: Time,
    account: Text,
    strategy_id: Text,
    client_order_id: Text,
    venue_order_id: Text,
    side: Side,
    price: Decimal,
    qty: Decimal,
    cum_qty: Decimal,
    leaves_qty: Decimal,
    liquidity: Schema.Literals(["maker", "taker"]),
    fee: described(Decimal, "Paid; negative for a rebate"),
    currency: Text,
    position: Position,
  }),
);

/** What one strategy holds in one instrument. */
export const Holding: Schema.Codec<Protocol.PositionAnswer> = identified(
  "Position",
  Schema.Struct({
    symbol: Text,
    t: Time,
    account: Text,
    strategy_id: Text,
    side: PositionSide,
    qty: described(Decimal, "Signed: long above zero, short below"),
    avg_entry_price: Schema.NullOr(Decimal),
    current_price: Decimal,
    unrealized_pl: Decimal,
    realized_pl: described(Decimal, "Before fees"),
    fees: Decimal,
    funding: described(Decimal, "Paid; negative where it was received"),
    currency: Text,
    fills: Schema.Int,
    position: Position,
  }),
);

/** What a model says now. */
export const SignalNow: Schema.Codec<Protocol.SignalNow> = identified(
  "SignalNow",
  Schema.Struct({
    symbol: Text,
    t: Time,
    side: PositionSide,
    confidence: Probability,
    probability_up: Probability,
    horizon_us: Schema.Int,
    reference_price: Decimal,
    model: Text,
    position: Position,
  }),
);

/** A rebalance plan. */
export const PlanAnswer: Schema.Codec<Protocol.RebalanceAnswer> = identified(
  "Rebalance",
  Schema.Struct({
    plan_id: Text,
    account: Text,
    executed: Schema.Boolean,
    capital: Schema.Number,
    turnover: Schema.Number,
    cost: Schema.Number,
    cash_after: Schema.Number,
    weights: Schema.Array(
      Schema.Struct({
        symbol: Text,
        before: Schema.Number,
        target: Schema.Number,
        after: Schema.Number,
      }),
    ),
    orders: Schema.Array(
      Schema.Struct({
        symbol: Text,
        side: Side,
        qty: Decimal,
        notional: Schema.Number,
        cost: Schema.Number,
      }),
    ),
    sent: Schema.Array(Order),
  }),
);

/** Input that was refused. */
export const Refusal: Schema.Codec<RefusalAnswer> = identified(
  "Refusal",
  Schema.Struct({
    t: Time,
    source: Text,
    field: Text,
    value: Text,
    expected: Text,
    place: Text,
    count: Schema.Int,
    position: described(Schema.Int, "Ordinal in the log of operations"),
  }),
);

/** Everything that led to a fill. */
export const Why: Schema.Codec<Protocol.WhyAnswer> = identified(
  "Why",
  Schema.Struct({
    fill: Fill,
    order: Order,
    order_events: Schema.Array(
      Schema.Struct({ t: Time, event: Text, reason: Text, position: Position }),
    ),
    risk: Schema.NullOr(Schema.Struct({
      decision: Text,
      reason: Text,
      checks: Schema.Array(
        Schema.Struct({ name: Text, value: Schema.Number, limit: Schema.Number }),
      ),
    })),
    signal: Schema.NullOr(Signal),
    prediction: Schema.NullOr(Prediction),
    prediction_reason: Schema.NullOr(Text),
    features: Schema.NullOr(Schema.Struct({
      position: Position,
      t: Time,
      set: Schema.Int,
      values: Schema.Record(Text, Schema.Number),
    })),
    tick: Schema.NullOr(Schema.Record(Text, Schema.Union([Text, Schema.Number]))),
    order_tick: Schema.NullOr(Schema.Record(Text, Schema.Union([Text, Schema.Number]))),
    hops: Schema.Array(Schema.Struct({
      name: Text,
      at: Schema.NullOr(Time),
      after: Schema.NullOr(Text),
      took_us: Schema.NullOr(Schema.Int),
    })),
    order_to_fill_us: Schema.Int,
    trace_id: described(Text, "The order's trace in the collector that spans are sent to"),
  }),
);

/** What processes say of themselves is told as it is: see streams/status.ts. */
export const Health = identified(
  "Health",
  Schema.Struct({
    status: Schema.Literals(["ok", "degraded", "down"]),
    mode: Schema.Literals(["paper", "live"]),
    paper: Schema.Boolean,
    source: Schema.NullOr(Schema.Record(Text, Schema.Unknown)),
    processes: Schema.Record(Text, Schema.Record(Text, Schema.Unknown)),
    time: Time,
  }),
);

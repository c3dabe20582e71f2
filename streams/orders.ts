// Orders: what we ask of a venue, what our risk check says to it, and what the venue answers.
import {
  defineRecord,
  i64,
  numbers,
  oneOf,
  type RecordOf,
  string,
  timeUs,
  word,
  words,
} from "./record.ts";

const identity = {
  account: word("Account the order belongs to"),
  strategy: word("Strategy that wished it; empty for an order by hand"),
  clientOrderId: word("Our id of the order, and its idempotency key (FIX 11)"),
};

/** How an order is priced, and what lets it begin. New ones go to the end. */
export const orderTypes = [
  "market",
  "limit",
  "stop",
  "stopLimit",
  "trailingStop",
  "marketToLimit",
] as const;
/** How long an order works. */
export const timesInForce = ["day", "gtc", "ioc", "fok", "gtd"] as const;
/** What more an order may be told (FIX 18). */
export const execInsts = ["postOnly", "reduceOnly"] as const;

/** The fields of an order of which nothing special is asked. */
export const plainOrder = {
  stopPriceTicks: 0,
  trailTicks: 0,
  execInst: [] as readonly string[],
  expireTimeUs: 0,
  orderListId: "",
  parentOrderId: "",
  algorithmOrderId: "",
} as const;

/** What is asked of a venue. The same command is published as requested, and as approved after risk. */
export const orderCommand = defineRecord({
  tag: "orderCommand",
  table: "order_commands",
  comment: "What is asked of a venue: submit, cancel or replace, before and after the risk check",
  ttlDays: 3650,
  fields: {
    ...identity,
    stage: oneOf(["requested", "approved"])("Before or after the risk check"),
    command: oneOf(["submit", "cancel", "replace"])("What is asked (FIX D, F, G)"),
    side: oneOf(["buy", "sell"])("Side (FIX 54)"),
    orderType: oneOf(orderTypes)("Order type (FIX 40)"),
    timeInForce: oneOf(timesInForce)("Time in force (FIX 59)"),
    quantityLots: i64("Order quantity, in lots (FIX 38)"),
    priceTicks: i64("Limit price, in ticks; 0 for a market order (FIX 44)"),
    signalId: word("Signal it serves; empty where there is none"),
    reason: string("Why, in a sentence a trader understands"),
    stopPriceTicks: i64("Price that triggers a stop, in ticks; 0 where there is none (FIX 99)"),
    trailTicks: i64("Distance a trailing stop keeps, in ticks; 0 where it does not trail"),
    execInst: words("postOnly: never takes; reduceOnly: never adds to a position (FIX 18)"),
    expireTimeUs: timeUs("When a gtd order ends, by the clock of the venue (FIX 126)"),
    orderListId: word("Orders of one list: a fill of one cancels the others; OCO (FIX 66)"),
    parentOrderId: word("Client order id of the order that must fill before; OTO, bracket"),
    algorithmOrderId: word("Algorithm order it is a slice of; empty where it is none"),
  },
});
export type OrderCommand = RecordOf<typeof orderCommand>;

/** Why risk denied an order. The words are the codes of the API; new ones go to the end. */
export const denialReasons = [
  "none",
  "tradingHalted",
  "reduceOnly",
  "orderQuantityLimit",
  "orderNotionalLimit",
  "priceCollar",
  "positionLimit",
  "openOrdersLimit",
  "orderRateLimit",
  "staleQuote",
  "noQuote",
  "dailyLossLimit",
  "duplicateClientOrderId",
  "unknownInstrument",
  "grossExposureLimit",
  "netExposureLimit",
  "concentrationLimit",
  "messageRateLimit",
  "drawdownLimit",
  "leverageLimit",
  "selfTrade",
  "unknownOrder",
] as const;
/** Why risk denied an order. */
export type DenialReason = typeof denialReasons[number];

/** The risk check of one command: every limit that was looked at, with its use. */
export const riskDecision = defineRecord({
  tag: "riskDecision",
  table: "risk_decisions",
  comment:
    "The risk check of one command: every limit looked at, the bound and what the order would make of it",
  ttlDays: 3650,
  fields: {
    ...identity,
    decision: oneOf(["approved", "denied"])("What risk decided"),
    reason: oneOf(denialReasons)("The first limit that was passed; none where it was approved"),
    checks: words("Names of the limits looked at, in order"),
    values: numbers("What the order would make of each, in the unit of its limit"),
    limits: numbers("The bound of each"),
  },
});
export type RiskDecision = RecordOf<typeof riskDecision>;

/** What happened to an order (FIX 39). `denied` is our refusal, `rejected` the venue's. */
export const orderEvent = defineRecord({
  tag: "orderEvent",
  table: "order_events",
  comment: "What happened to an order: denied is our refusal, rejected the venue's",
  ttlDays: 3650,
  fields: {
    ...identity,
    venueOrderId: word("The venue's id of the order (FIX 37); empty until it is known"),
    event: oneOf([
      "denied",
      "submitted",
      "accepted",
      "rejected",
      "partiallyFilled",
      "filled",
      "canceled",
      "expired",
      "replaced",
      "cancelRejected",
      "replaceRejected",
      "triggered",
    ])("What happened"),
    side: oneOf(["buy", "sell"])("Side (FIX 54)"),
    quantityLots: i64("Order quantity, in lots (FIX 38)"),
    priceTicks: i64("Limit price, in ticks; 0 for a market order"),
    cumQuantityLots: i64("Filled so far, in lots (FIX 14)"),
    leavesQuantityLots: i64("Still working, in lots (FIX 151)"),
    reason: string("Denial code or the venue's words; empty where there is none"),
  },
});
export type OrderEvent = RecordOf<typeof orderEvent>;

/** One of our executions. */
export const fill = defineRecord({
  tag: "fill",
  table: "fills",
  comment: "One of our executions, with its fee",
  ttlDays: 3650,
  fields: {
    fillId: word("Derived: venue/instrument/position/output index"),
    ...identity,
    venueOrderId: word("The venue's id of the order (FIX 37)"),
    tradeId: word("The venue's id of the execution (FIX 880)"),
    signalId: word("Signal the order served; empty where there is none"),
    side: oneOf(["buy", "sell"])("Side (FIX 54)"),
    lastPriceTicks: i64("Price of this execution, in ticks (FIX 31)"),
    lastQuantityLots: i64("Quantity of this execution, in lots (FIX 32)"),
    cumQuantityLots: i64("Filled so far, in lots (FIX 14)"),
    leavesQuantityLots: i64("Still working, in lots (FIX 151)"),
    liquidity: oneOf(["maker", "taker"])("Whether it rested or crossed (FIX 851)"),
    feeTickLots: i64("Fee paid, in tick·lots; negative for a rebate"),
    orderEventTimeUs: timeUs("Event time of the record that caused the order"),
    orderPosition: i64("Position of the record that caused the order"),
  },
});
export type Fill = RecordOf<typeof fill>;

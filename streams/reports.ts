// Venue reports: what a venue says of our orders, fills and positions, asked or not, and what we correct after it.
import { defineRecord, i64, oneOf, type RecordOf, string, timeUs, word, words } from "./record.ts";
import { orderTypes, timesInForce } from "./orders.ts";

/** Why a report came: by itself, or because it was asked for. New ones go to the end. */
export const reportOrigins = ["stream", "start", "reconnect", "periodic", "query"] as const;
/** Why a report came. */
export type ReportOrigin = typeof reportOrigins[number];

const source = {
  account: word("Account at the venue"),
  venue: word("Venue that says it"),
  requestId: word("Request it answers; empty where the venue told it by itself"),
  origin: oneOf(reportOrigins)("Why it came: by itself, or as an answer"),
};

/** Asks a venue for everything it knows of an account; whoever speaks for the account answers. */
export const reportRequest = defineRecord({
  tag: "reportRequest",
  table: "report_requests",
  comment: "Asks a venue for all open orders, new fills and positions of an account (FIX AF, AN)",
  ttlDays: 365,
  fields: {
    ...source,
    sinceUs: timeUs("Fills since then are wanted"),
    clientOrderIds: words("Orders whose status is wanted although they may have ended"),
    reason: string("Why, in a sentence"),
  },
});
export type ReportRequest = RecordOf<typeof reportRequest>;

/** Where the venue says an order stands. `unknown` says that it has no such order. */
export const reportedStatuses = [
  "accepted",
  "partiallyFilled",
  "filled",
  "canceled",
  "expired",
  "rejected",
  "unknown",
] as const;
/** Where the venue says an order stands. */
export type ReportedStatus = typeof reportedStatuses[number];

/** One order as the venue has it (FIX 8 with ExecType I). */
export const orderStatusReport = defineRecord({
  tag: "orderStatusReport",
  table: "order_status_reports",
  comment: "One order as the venue says it stands, in its own words and numbers",
  ttlDays: 3650,
  fields: {
    ...source,
    clientOrderId: word("Our id of the order as the venue has it; empty where it has none"),
    venueOrderId: word("The venue's id of the order (FIX 37)"),
    status: oneOf(reportedStatuses)("Where it stands; unknown where the venue has no such order"),
    side: oneOf(["buy", "sell"])("Side (FIX 54)"),
    orderType: oneOf(orderTypes)("Order type (FIX 40)"),
    timeInForce: oneOf(timesInForce)("Time in force (FIX 59)"),
    quantityLots: i64("Order quantity, in lots (FIX 38)"),
    priceTicks: i64("Limit price, in ticks; 0 where there is none"),
    cumQuantityLots: i64("Filled so far, in lots (FIX 14)"),
    reason: string("The venue's words, of a rejection for one"),
  },
});
export type OrderStatusReport = RecordOf<typeof orderStatusReport>;

/** One execution as the venue has it (FIX AE). */
export const fillReport = defineRecord({
  tag: "fillReport",
  table: "fill_reports",
  comment: "One execution as the venue says it happened",
  ttlDays: 3650,
  fields: {
    ...source,
    clientOrderId: word("Our id of the order as the venue has it; empty where it has none"),
    venueOrderId: word("The venue's id of the order (FIX 37)"),
    tradeId: word("The venue's id of the execution (FIX 880): one fill for each"),
    side: oneOf(["buy", "sell"])("Side (FIX 54)"),
    lastPriceTicks: i64("Price of this execution, in ticks (FIX 31)"),
    lastQuantityLots: i64("Quantity of this execution, in lots (FIX 32)"),
    liquidity: oneOf(["maker", "taker"])("Whether it rested or crossed (FIX 851)"),
    feeTickLots: i64("Fee paid, in tick·lots; negative for a rebate"),
  },
});
export type FillReport = RecordOf<typeof fillReport>;

/** What an account holds of one instrument as the venue has it (FIX AP). */
export const positionReport = defineRecord({
  tag: "positionReport",
  table: "position_reports",
  comment: "What an account holds of one instrument, as the venue says",
  ttlDays: 3650,
  fields: {
    ...source,
    quantityLots: i64("Signed quantity, in lots: long above zero, short below"),
    averagePriceTicks: i64("Average price of what is held, in ticks; 0 where it is not told"),
  },
});
export type PositionReport = RecordOf<typeof positionReport>;

/** Ends the answer to a request: only now is what was not in it known to be missing. */
export const reportEnd = defineRecord({
  tag: "reportEnd",
  table: "report_ends",
  comment: "Ends the answer to a report request: what was not in it is not at the venue",
  ttlDays: 365,
  fields: {
    ...source,
    outcome: oneOf(["complete", "failed"])("Whether the venue told everything that was asked"),
    sinceUs: timeUs("The venue told its fills since then"),
    orders: i64("Order status reports in the answer"),
    fills: i64("Fill reports in the answer"),
    positions: i64("Position reports in the answer"),
    reason: string("What failed; empty where nothing did"),
  },
});
export type ReportEnd = RecordOf<typeof reportEnd>;

/** What reconciliation did about a difference. New ones go to the end. */
export const correctionActions = [
  "fillAdded",
  "eventAdded",
  "orderAdopted",
  "orderFlagged",
  "positionFlagged",
  "duplicateIgnored",
  "outcomeProved",
  "requestFailed",
  "fillFlagged",
] as const;
/** What reconciliation did about a difference. */
export type CorrectionAction = typeof correctionActions[number];

/** One difference between us and the venue, and what was done about it. */
export const correction = defineRecord({
  tag: "correction",
  table: "corrections",
  comment: "A difference between what we knew and what the venue says, and what was done about it",
  ttlDays: 3650,
  fields: {
    ...source,
    action: oneOf(correctionActions)("What was done"),
    situation: word("Name of the situation, as in the matrix of the documentation"),
    clientOrderId: word("Order it concerns; empty where none"),
    venueOrderId: word("The venue's id of that order"),
    tradeId: word("Execution it concerns; empty where none"),
    ours: string("What we knew"),
    theirs: string("What the venue says"),
    reason: string("Why it was done, in a sentence"),
  },
});
export type Correction = RecordOf<typeof correction>;

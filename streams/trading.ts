// What trading says of itself: limits that changed, stops that were acknowledged, and orders that an algorithm works.
import { tradingStates } from "./control.ts";
import {
  defineRecord,
  i64,
  numbers,
  oneOf,
  type RecordOf,
  string,
  timeUs,
  u64,
  word,
  words,
} from "./record.ts";

/** A change of risk limits, applied or refused. The newest applied one of a scope is in force. */
export const limitChange = defineRecord({
  tag: "limitChange",
  table: "limit_changes",
  comment: "A change of risk limits while trading goes on, applied or refused, with its reason",
  ttlDays: 3650,
  fields: {
    account: word("Account; empty for every account"),
    outcome: oneOf(["applied", "refused"])("Whether the limits changed"),
    version: i64("Version of all limits after it; the next change has to name it"),
    expectedVersion: i64("Version the change was made from; -1 for any"),
    limits: words("Names of the limits that were to change"),
    before: numbers("What each was"),
    after: numbers("What each is to be"),
    reason: string("Why, by whoever asked; of a refused one what is wrong with it"),
    reset: words("Of those limits the ones that are again what they are without this scope"),
  },
});
export type LimitChange = RecordOf<typeof limitChange>;

/** An actor has taken a change of the trading state: nothing it emits later is of before. */
export const acknowledgement = defineRecord({
  tag: "acknowledgement",
  table: "acknowledgements",
  comment: "An actor has taken a change of the trading state, at this position of the input log",
  ttlDays: 3650,
  fields: {
    account: word("Account whose state changed; empty for every account"),
    actor: word("Actor that took it"),
    state: oneOf(tradingStates)("The trading state it goes by from here"),
    controlPosition: u64("Position of the control it took"),
    emitted: i64("Records it emitted because of it, cancels for one"),
  },
});
export type Acknowledgement = RecordOf<typeof acknowledgement>;

/** Where an order that an algorithm works stands. New ones go to the end. */
export const algorithmStatuses = [
  "working",
  "filled",
  "canceled",
  "expired",
  "rejected",
] as const;
/** Where an order that an algorithm works stands. */
export type AlgorithmStatus = typeof algorithmStatuses[number];

/** An order that an algorithm works in slices. It replaces the earlier one of its id. */
export const algorithmOrder = defineRecord({
  tag: "algorithmOrder",
  table: "algorithm_orders",
  comment: "An order that an algorithm works in child orders, after each change",
  ttlDays: 3650,
  fields: {
    account: word("Account the order belongs to"),
    strategy: word("Strategy that wished it; empty for an order by hand"),
    clientOrderId: word("Our id of the order; its children append a number to it"),
    algorithm: word("Algorithm that works it"),
    parameters: string("What the algorithm was told, as JSON"),
    status: oneOf(algorithmStatuses)("Where it stands"),
    side: oneOf(["buy", "sell"])("Side (FIX 54)"),
    quantityLots: i64("Quantity, in lots (FIX 38)"),
    priceTicks: i64("No child is priced worse, in ticks; 0 where there is no limit"),
    cumQuantityLots: i64("Filled so far, in lots"),
    filledTickLots: i64("Sum of price × quantity of its fills, in tick·lots"),
    children: i64("Child orders so far"),
    arrivalPriceHalfTicks: i64("Bid + ask when it began: twice the mid price"),
    startUs: timeUs("When it began, by the clock of the venue"),
    endUs: timeUs("When it ends at the latest"),
    reason: string("Why it stands there; why it was wished while it works"),
  },
});
export type AlgorithmOrder = RecordOf<typeof algorithmOrder>;

// What a strategy wishes: a target position, and why.
import { defineRecord, f64, i64, type RecordOf, string, u64, word } from "./record.ts";

/** A strategy's wish for one instrument. It replaces the strategy's earlier wish. */
export const signal = defineRecord({
  tag: "signal",
  table: "signals",
  comment: "A strategy's wish: a target position, and why",
  ttlDays: 3650,
  fields: {
    signalId: word("Derived: strategy/instrument/position/output index"),
    account: word("Account the strategy trades for"),
    strategy: word("Name of the strategy"),
    targetPositionLots: i64("Wished position, signed, in lots"),
    confidence: f64("How sure the strategy is: 0 to 1"),
    referencePriceHalfTicks: i64("Bid + ask it decided on, in ticks: twice the mid price"),
    reason: string("Why, in a sentence a trader understands"),
    predictionPosition: u64("Position of the prediction it acted on; 0 where it used none"),
    model: word("Model of that prediction; empty where it used none"),
  },
});
export type Signal = RecordOf<typeof signal>;

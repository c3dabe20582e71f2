// What we hold and have earned: a fold of fills, marked at the mid price.
import { defineRecord, i64, type RecordOf, word } from "./record.ts";

/** The position of one strategy in one instrument. It replaces the earlier one. */
export const position = defineRecord({
  tag: "position",
  table: "positions",
  comment: "Position of one strategy in one instrument after a fill, or at a mark",
  ttlDays: 3650,
  fields: {
    account: word("Account"),
    strategy: word("Strategy; empty for orders by hand"),
    quantityLots: i64("Signed quantity, in lots: long above zero, short below"),
    costTickLots: i64("Signed cost of what is held, in tick·lots: quantity × average price"),
    realizedTickLots: i64("Realized profit before fees, in tick·lots"),
    feesTickLots: i64("Fees paid, in tick·lots"),
    markPriceHalfTicks: i64("Bid + ask of the mark, in ticks: twice the mid price"),
    unrealizedHalfTickLots: i64("Twice the unrealized profit at the mark, in tick·lots"),
    fills: i64("Fills so far"),
    fifoRealizedTickLots: i64("Realized profit before fees, first in first out, in tick·lots"),
    fundingTickLots: i64("Funding paid, in tick·lots; negative where it was received"),
  },
});
export type PositionRecord = RecordOf<typeof position>;

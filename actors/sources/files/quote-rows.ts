// Reads quote rows of a table.
import { marketFlags, type Quote } from "../../../streams/market.ts";
import { integersOf } from "./columns.ts";
import type { QuoteColumns } from "./layout.ts";
import type { Chunk } from "./merge.ts";
import { isGoodCount, isGoodRow, type Rows, stepsOf } from "./rows.ts";

/** A reader of the quotes of one batch: takes a row, and puts its tick out. */
export const quoteRows = (
  rows: Rows,
  columns: QuoteColumns,
): (row: number, out: Chunk) => void => {
  const { eventUs, ingestUs, keys, suspicious } = rows;
  const bid = stepsOf(rows, columns.bidPrice, "tick")!;
  const ask = stepsOf(rows, columns.askPrice, "tick")!;
  const bidQuantity = stepsOf(rows, columns.bidQuantity, "lot");
  const askQuantity = stepsOf(rows, columns.askQuantity, "lot");
  const updateIds = columns.updateId === undefined
    ? undefined
    : integersOf(rows.batch, columns.updateId)?.values;
  const counts = [bid, ask, bidQuantity, askQuantity].filter((one) => one !== undefined);
  return (row, out) => {
    if (!isGoodRow(rows, row)) return;
    for (let i = 0; i < counts.length; i++) if (!isGoodCount(rows, row, counts[i]!)) return;
    const bidPriceTicks = bid.values[row]!;
    const askPriceTicks = ask.values[row]!;
    const quote: Quote = {
      _tag: "quote",
      position: 0,
      outputIndex: 0,
      instrumentId: rows.instrumentAt(row)!.instrumentId,
      eventTimeUs: eventUs[row]!,
      ingestTimeUs: ingestUs[row]!,
      bidPriceTicks,
      bidQuantityLots: bidQuantity === undefined ? 0 : bidQuantity.values[row]!,
      askPriceTicks,
      askQuantityLots: askQuantity === undefined ? 0 : askQuantity.values[row]!,
      flags: quoteFlags(bidPriceTicks, askPriceTicks) |
        (suspicious?.[row] === 1 ? marketFlags.suspicious : 0),
      updateId: updateIds?.[row] || 0,
    };
    out.ticks.push(quote);
    out.keys.push(keys[row]!);
  };
};

/** The marks that the prices of a quote themselves tell. */
export const quoteFlags = (bid: number, ask: number): number => {
  if (bid === 0 || ask === 0 || bid < ask) return 0;
  return bid === ask ? marketFlags.locked : marketFlags.crossed;
};

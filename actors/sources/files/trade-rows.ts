// Reads trade rows of a table.
import { marketFlags, type Trade } from "../../../streams/market.ts";
import { integersOf, type TableBatch, textsOf } from "./columns.ts";
import type { TradeColumns } from "./layout.ts";
import type { Chunk } from "./merge.ts";
import { isGoodCount, isGoodRow, type Rows, stepsOf } from "./rows.ts";

/** A reader of the trades of one batch: takes a row, and puts its tick out. */
export const tradeRows = (
  rows: Rows,
  columns: TradeColumns,
): (row: number, out: Chunk) => void => {
  const { eventUs, ingestUs, keys, suspicious } = rows;
  const price = stepsOf(rows, columns.price, "tick")!;
  const quantity = stepsOf(rows, columns.quantity, "lot")!;
  const ids = columns.tradeId === undefined
    ? undefined
    : integersOf(rows.batch, columns.tradeId)?.values;
  const aggressorAt = aggressorOf(rows.batch, columns.aggressor);
  return (row, out) => {
    if (!isGoodRow(rows, row)) return;
    if (!isGoodCount(rows, row, price) || !isGoodCount(rows, row, quantity)) return;
    const trade: Trade = {
      _tag: "trade",
      position: 0,
      outputIndex: 0,
      instrumentId: rows.instrumentAt(row)!.instrumentId,
      eventTimeUs: eventUs[row]!,
      ingestTimeUs: ingestUs[row]!,
      tradeId: ids?.[row] || 0,
      priceTicks: price.values[row]!,
      quantityLots: quantity.values[row]!,
      aggressorSide: aggressorAt(row),
      flags: suspicious?.[row] === 1 ? marketFlags.suspicious : 0,
    };
    out.ticks.push(trade);
    out.keys.push(keys[row]!);
  };
};

const aggressorOf = (
  batch: TableBatch,
  aggressor: TradeColumns["aggressor"],
): (row: number) => Trade["aggressorSide"] => {
  if (aggressor === undefined) return () => "unknown";
  if (aggressor.told === "buyerIsMaker") {
    const values = integersOf(batch, aggressor.column)?.values;
    // The maker rested, so the other side crossed the spread.
    return (row) => values?.[row] === 1 ? "sell" : values?.[row] === 0 ? "buy" : "unknown";
  }
  const values = textsOf(batch, aggressor.column);
  return (row) => sides.get(values?.[row]?.toLowerCase() ?? "") ?? "unknown";
};

const sides: ReadonlyMap<string, "buy" | "sell"> = new Map([
  ["buy", "buy"],
  ["b", "buy"],
  ["sell", "sell"],
  ["s", "sell"],
]);

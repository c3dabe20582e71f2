// The trades of a run, ready for a chart: its fills and its mid prices as candles.
import type { Candle } from "../chart/candles.tsx";
import type { ChartFill } from "../chart/round-trips.ts";
import { roundTripsOf } from "../chart/round-trips.ts";
import { csvRows } from "./csv.ts";

/** Candles that the prices of a run are made into. */
const candlesShown = 240;

/** Everything a chart of one instrument needs. Prices are in ticks. */
export interface InstrumentTrades {
  readonly instrumentId: string;
  readonly fills: readonly ChartFill[];
  readonly candles: readonly Candle[];
  /** What it earned before fees, in tick·lots. */
  readonly profit: number;
}

/** The trades of a run by instrument, the most traded first. Throws `ApiError`. */
export const tradesOf = async (runId: string): Promise<readonly InstrumentTrades[]> => {
  const base = `/v1/backtests/${runId}`;
  const [fills, prices] = await Promise.all([
    csvRows(`${base}/fills.csv`),
    csvRows(`${base}/prices.csv`),
  ]);
  const ids = [...new Set(fills.map((one) => one["instrumentId"]!))];
  return ids.map((instrumentId) => {
    const mine = fills.filter((one) => one["instrumentId"] === instrumentId).map((one, i) =>
      fillOf(one, i)
    );
    const candles = candlesOf(prices.filter((one) => one["instrumentId"] === instrumentId));
    const profit = roundTripsOf(mine).reduce((sum, trip) => sum + trip.profit, 0);
    return { instrumentId, fills: mine, candles, profit };
  }).sort((a, b) => b.fills.length - a.fills.length);
};

const fillOf = (row: Readonly<Record<string, string>>, i: number): ChartFill => ({
  id: String(i),
  timeMs: Number(row["timeUs"]) / 1000,
  owner: row["strategy"] ?? "",
  side: row["side"] === "sell" ? "sell" : "buy",
  price: Number(row["priceTicks"]),
  quantity: Number(row["quantityLots"]),
});

/** Candles of even length, each at least a second long. */
export const candlesOf = (rows: readonly Readonly<Record<string, string>>[]): readonly Candle[] => {
  const points = rows.map((row) => ({
    second: Number(row["timeUs"]) / 1e6,
    mid: Number(row["midTicks"]),
  }));
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return [];
  const length = Math.max(1, Math.ceil((last.second - first.second) / candlesShown));
  const candles = new Map<number, Candle>();
  for (const { second, mid } of points) {
    const time = Math.floor(second / length) * length;
    const before = candles.get(time);
    candles.set(time, {
      time,
      open: before?.open ?? mid,
      high: Math.max(before?.high ?? mid, mid),
      low: Math.min(before?.low ?? mid, mid),
      close: mid,
      volume: 0,
    });
  }
  return [...candles.values()];
};

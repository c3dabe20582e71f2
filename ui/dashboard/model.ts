// What the dashboard knows: the newest values, as the screens show them. Prices are numbers for display only.
import type { Candle, CandleMark } from "../parts/candles.tsx";

/** One instrument with its newest quote, prediction and position. */
export interface InstrumentRow {
  readonly symbol: string;
  readonly decimals: number;
  readonly bid: number;
  readonly ask: number;
  /** Wall clock of the newest quote's arrival here, in milliseconds. */
  readonly seenMs: number;
  readonly probabilityUp: number | undefined;
  readonly model: string;
  readonly course: readonly number[];
}

/** A strategy's newest wish. */
export interface SignalRow {
  readonly id: string;
  readonly symbol: string;
  readonly strategy: string;
  readonly target: string;
  readonly side: "long" | "short" | "flat";
  readonly confidence: number;
  readonly reason: string;
  readonly model: string;
  readonly seenMs: number;
}

/** An order and where it stands. */
export interface OrderRow {
  readonly id: string;
  readonly symbol: string;
  readonly strategy: string;
  readonly side: string;
  readonly type: string;
  readonly quantity: string;
  readonly filled: string;
  readonly price: string;
  readonly status: string;
  readonly reason: string;
  readonly time: string;
}

/** One execution. */
export interface FillRow {
  readonly id: string;
  readonly symbol: string;
  readonly strategy: string;
  readonly side: "buy" | "sell";
  readonly quantity: string;
  readonly price: string;
  readonly liquidity: string;
  readonly fee: string;
  readonly time: string;
}

/** What one strategy holds in one instrument. */
export interface PositionRow {
  readonly key: string;
  readonly symbol: string;
  readonly strategy: string;
  readonly quantity: number;
  readonly average: string;
  readonly mark: string;
  readonly realized: number;
  readonly unrealized: number;
  readonly fees: number;
}

/** Candles and marks of one instrument. */
export interface ChartData {
  readonly candles: readonly Candle[];
  readonly marks: readonly CandleMark[];
}

// Bars as columns: open, high, low and close of one instrument, in ticks, in order of time.
import type { Instrument } from "../../../../streams/instruments.ts";
import { inverseContract, stepValue, unitValue } from "../money.ts";

/** The columns of bars that features may be made of. */
export type BarColumn = "open" | "high" | "low" | "close" | "volume";

/** Bars of one instrument. Prices are in ticks; of quote bars, the middle of bid and ask, so half ticks occur. */
export interface Bars extends Readonly<Record<BarColumn, Float64Array>> {
  readonly instrument: Instrument;
  /** Begin of each bar. */
  readonly timeUs: Float64Array;
  /** Half of ask - bid at each open, in ticks; undefined where bars are of trades and tell no spread. */
  readonly halfSpread: Float64Array | undefined;
  readonly length: number;
}

/** Money of one tick·lot; of an inverse contract at the first close, as of ticks. */
export const barValue = ({ instrument, close }: Bars): number => {
  const dollars = inverseContract(instrument);
  return dollars === undefined
    ? unitValue(instrument)
    : dollars * stepValue(instrument.lot) / close[0]!;
};

/** The bars from one row to before another: views, nothing is copied. */
export const barsBetween = (bars: Bars, from: number, to: number): Bars => {
  const cut = (column: Float64Array) => column.subarray(from, to);
  const { instrument, halfSpread } = bars;
  const timeUs = cut(bars.timeUs);
  return {
    instrument,
    timeUs,
    open: cut(bars.open),
    high: cut(bars.high),
    low: cut(bars.low),
    close: cut(bars.close),
    volume: cut(bars.volume),
    halfSpread: halfSpread === undefined ? undefined : cut(halfSpread),
    length: timeUs.length,
  };
};

// Bars for tests: given by hand, or a random walk with a trend that comes and goes.
import { InstrumentRegistry } from "../../../../streams/instruments.ts";
import { normal, randomState } from "../../../measures/random.ts";
import type { Bars } from "./bars.ts";

const { all: [instrument] } = new InstrumentRegistry([{
  instrumentId: 1,
  symbol: "TEST",
  venue: "bars",
  assetClass: "equity",
  currency: "USD",
  tickSize: "0.01",
  lotSize: "1",
}]);

/** Bars from rows of open, high, low and close in ticks, a minute each. */
export const barsOf = (
  rows: readonly (readonly [number, number, number, number])[],
  halfSpread?: number,
): Bars => {
  const column = (at: 0 | 1 | 2 | 3) => Float64Array.from(rows, (row) => row[at]);
  return {
    instrument: instrument!,
    timeUs: Float64Array.from(rows, (_, i) => i * 60e6),
    open: column(0),
    high: column(1),
    low: column(2),
    close: column(3),
    volume: new Float64Array(rows.length).fill(1),
    halfSpread: halfSpread === undefined
      ? undefined
      : new Float64Array(rows.length).fill(halfSpread),
    length: rows.length,
  };
};

/** A walk whose steps of about ten ticks have a drift that changes its sign every `swing` bars. */
export const randomBars = (
  seed: number,
  count: number,
  { drift = 0, swing = 500 }: { readonly drift?: number; readonly swing?: number } = {},
): Bars => {
  const state = randomState(seed);
  let price = 10_000;
  return barsOf(Array.from({ length: count }, (_, i) => {
    const open = price;
    const away = Math.floor(i / swing) % 2 === 0 ? drift : -drift;
    const points = Array.from({ length: 4 }, () => {
      price = Math.max(100, price + Math.round(5 * normal(state) + away / 4));
      return price;
    });
    return [open, Math.max(open, ...points), Math.min(open, ...points), price] as const;
  }));
};

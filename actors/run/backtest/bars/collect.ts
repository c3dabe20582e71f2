// Gathers rows of bars by instrument and makes them columns in ticks, in order of time, without bad ones.
import type { Instrument } from "../../../../streams/instruments.ts";
import type { Instruments, Named } from "../../../sources/files/instruments.ts";
import { barPlaces, barTicks } from "../limits.ts";
import type { Bars } from "./bars.ts";

/** Rows of one instrument, interval and kind while they are read. */
export interface BarRows {
  readonly named: Named;
  /** Whether the prices are bid and ask, 8 a row; else there are 4. */
  readonly quoted: boolean;
  readonly timeUs: number[];
  /** Open, high, low, close; of quotes bid and ask of each. NaN where a value is missing. */
  readonly prices: number[];
  readonly volume: number[];
}

/** No rows yet. */
export const noBarRows = (named: Named, quoted: boolean): BarRows => ({
  named,
  quoted,
  timeUs: [],
  prices: [],
  volume: [],
});

/** The usual time from one row to the next; of equal rows nothing is known. */
export const usualStepUs = (timeUs: ArrayLike<number>): number => {
  const steps = new Float64Array(Math.max(0, timeUs.length - 1));
  for (let i = 0; i < steps.length; i++) steps[i] = timeUs[i + 1]! - timeUs[i]!;
  return steps.filter((one) => one > 0).sort()[steps.length >> 2] ?? 0;
};

/** Decimal places the prices need: as many as they have, but no more than a book's prices may have. */
export const placesOf = ({ prices }: BarRows): number => {
  let places = 0;
  let highest = 0;
  for (const price of prices) {
    if (!(price > 0 && price < Infinity)) continue;
    if (price > highest) highest = price;
    while (places < barPlaces && !isWhole(price * 10 ** places)) places++;
  }
  while (places > 0 && highest * 10 ** places > barTicks) places--;
  return places;
};

// A decimal of 15 digits times a power of ten is whole up to the last bits of a double.
const isWhole = (value: number): boolean =>
  Math.abs(value - Math.round(value)) <= 1e-9 * Math.max(1, Math.abs(value)) / 8;

/** The columns of the rows. Tells each row that is left out, and why. */
export const barsOf = (
  rows: BarRows,
  instrument: Instrument,
  refuse: (why: string) => void,
): Bars => {
  const { timeUs, prices, volume, quoted } = rows;
  const width = quoted ? 8 : 4;
  const size = instrument.tick.unscaled / 10 ** instrument.tick.scale;
  const order = Int32Array.from({ length: timeUs.length }, (_, i) => i);
  if (timeUs.some((us, i) => us < timeUs[i - 1]!)) {
    order.sort((a, b) => timeUs[a]! - timeUs[b]! || a - b);
  }
  const column = () => new Float64Array(order.length);
  const [times, open, high, low, close, volumes, half] = Array.from({ length: 7 }, column) as [
    ...[Float64Array, Float64Array, Float64Array, Float64Array, Float64Array],
    ...[Float64Array, Float64Array],
  ];
  const values = new Float64Array(5);
  let count = 0;
  for (const row of order) {
    read(values, { prices, at: row * width, quoted, size });
    const why = wrongWith(values, quoted);
    const us = timeUs[row]!;
    const again = count > 0 && times[count - 1] === us;
    if (!Number.isFinite(us) || why !== "" || again) {
      const when = Number.isFinite(us) ? new Date(us / 1000).toISOString() : "without a time";
      refuse(`${instrument.name} ${when}: ${why || "a second bar of the same time"}`);
      continue;
    }
    times[count] = us;
    [open[count], high[count], low[count], close[count], half[count]] = values as unknown as [
      number,
      number,
      number,
      number,
      number,
    ];
    volumes[count] = volume[row]!;
    count++;
  }
  const cut = (one: Float64Array) => one.slice(0, count);
  return {
    instrument,
    timeUs: cut(times),
    open: cut(open),
    high: cut(high),
    low: cut(low),
    close: cut(close),
    volume: cut(volumes),
    halfSpread: quoted ? cut(half) : undefined,
    length: count,
  };
};

/** Open, high, low and close in ticks, of quotes the middle; and half the spread at the open. */
const read = (out: Float64Array, { prices, at, quoted, size }: {
  readonly prices: readonly number[];
  readonly at: number;
  readonly quoted: boolean;
  readonly size: number;
}): void => {
  const ticks = (i: number) => Math.round(prices[at + i]! / size);
  for (let i = 0; i < 4; i++) {
    out[i] = quoted ? (ticks(2 * i) + ticks(2 * i + 1)) / 2 : ticks(i);
  }
  out[4] = quoted ? (ticks(1) - ticks(0)) / 2 : 0;
};

const wrongWith = (values: Float64Array, quoted: boolean): string => {
  const [open, high, low, close, half] = values as unknown as [
    number,
    number,
    number,
    number,
    number,
  ];
  if (![open, high, low, close].every(Number.isFinite) || low <= 0) {
    return "a price is missing or not above 0";
  }
  // Highs and lows of bid and ask need not be of one moment, so only trades can be checked against them.
  const inside = quoted || (low <= Math.min(open, close) && high >= Math.max(open, close));
  if (!inside || low > high) {
    return `open ${open}, high ${high}, low ${low}, close ${close} ticks do not fit`;
  }
  return half < 0 ? "the bid is above the ask" : "";
};

const units: readonly (readonly [us: number, text: string])[] = [
  [86_400e6, "d"],
  [3_600e6, "h"],
  [60e6, "m"],
  [1e6, "s"],
];

/** An interval as people write it: 1m, 4h, 1d. */
export const intervalText = (us: number): string => {
  const [unit, text] = units.find(([one]) => us >= one * 0.99) ?? [1e6, "s"];
  return `${Math.round(us / unit)}${text}`;
};

/**
 * Rows of different intervals, or of trades and of quotes, are different series even where they are of
 * one instrument: then each has its interval in its name.
 */
export const namedApart = (all: readonly BarRows[], instruments: Instruments): readonly Named[] => {
  const nameOf = ({ symbol, venue }: Named) => `${symbol}.${venue}`;
  const count = new Map<string, number>();
  for (const { named } of all) count.set(nameOf(named), (count.get(nameOf(named)) ?? 0) + 1);
  const taken = new Set<string>();
  return all.map((rows) => {
    const { named, quoted, timeUs } = rows;
    let symbol = named.symbol;
    if (count.get(nameOf(named))! > 1) {
      symbol += `@${intervalText(usualStepUs(timeUs))}${quoted ? "-quotes" : ""}`;
    }
    while (taken.has(`${symbol}.${named.venue}`)) symbol += "+";
    taken.add(`${symbol}.${named.venue}`);
    const price = placesOf(rows);
    // Shares are priced in cents, whatever the decimals of their prints and of adjusted prices.
    const step = named.assetClass === "equity" ? 10 ** Math.max(0, price - 2) : 1;
    const own = { ...named, symbol, minPriceIncrementTicks: step };
    instruments.want(own, { price, quantity: 0 });
    return own;
  });
};

// What bar strategies look at: columns made of columns, each once, however many settings are tried.
import { keptFeatures } from "../limits.ts";
import type { BarColumn, Bars } from "./bars.ts";

/** A feature of bars: a value at each bar from that bar and those before it; NaN until it has enough. */
export interface BarFeature {
  readonly name: string;
  readonly make: (bars: Bars, column: BarColumn, length: number) => Float64Array;
}

/** The mean of the last `length` values. Sums of ticks are whole numbers, so it is exact up to its one division. */
export const mean: BarFeature = {
  name: "mean",
  make: (bars, column, length) => {
    const values = bars[column];
    const out = new Float64Array(values.length).fill(NaN, 0, length - 1);
    let sum = 0;
    for (let row = 0; row < values.length; row++) {
      sum += values[row]!;
      if (row >= length) sum -= values[row - length]!;
      if (row >= length - 1) out[row] = sum / length;
    }
    return out;
  },
};

/** The deviation (n) of the last `length` values from their mean. */
export const deviation: BarFeature = {
  name: "deviation",
  make: (bars, column, length) => {
    const values = bars[column];
    const means = mean.make(bars, column, length);
    return means.map((average, row) => {
      if (Number.isNaN(average)) return NaN;
      let squares = 0;
      for (let at = row - length + 1; at <= row; at++) squares += (values[at]! - average) ** 2;
      return Math.sqrt(squares / length);
    });
  },
};

/** The extreme of the last `length` values, through a queue of those that may still become it. */
const extreme = (values: Float64Array, length: number, sign: 1 | -1): Float64Array => {
  const out = new Float64Array(values.length).fill(NaN, 0, length - 1);
  const queue = new Int32Array(values.length);
  let [head, tail] = [0, 0];
  for (let row = 0; row < values.length; row++) {
    while (tail > head && sign * values[queue[tail - 1]!]! <= sign * values[row]!) tail--;
    queue[tail++] = row;
    if (queue[head]! <= row - length) head++;
    if (row >= length - 1) out[row] = values[queue[head]!]!;
  }
  return out;
};

/** The highest of the last `length` values. */
export const highest: BarFeature = {
  name: "highest",
  make: (bars, column, length) => extreme(bars[column], length, 1),
};

/** The lowest of the last `length` values. */
export const lowest: BarFeature = {
  name: "lowest",
  make: (bars, column, length) => extreme(bars[column], length, -1),
};

/** Every feature of bars. */
export const barFeatures: readonly BarFeature[] = [mean, deviation, highest, lowest];

/** Which feature of what was asked for. */
export interface UsedFeature {
  readonly feature: BarFeature;
  readonly column: BarColumn;
  readonly length: number;
}

/** The features of some bars, kept while they are used. */
export class Features {
  /** What was ever asked for, by name. */
  readonly used = new Map<string, UsedFeature>();
  private readonly bars: Bars;
  private readonly kept = new Map<string, Float64Array>();

  constructor(bars: Bars) {
    this.bars = bars;
  }

  of(feature: BarFeature, column: BarColumn, length: number): Float64Array {
    const key = `${feature.name} ${column} ${length}`;
    if (!this.used.has(key)) this.used.set(key, { feature, column, length });
    const found = this.kept.get(key) ?? feature.make(this.bars, column, length);
    this.kept.delete(key);
    this.kept.set(key, found);
    for (const oldest of this.kept.keys()) {
      if (this.kept.size <= keptFeatures) break;
      this.kept.delete(oldest);
    }
    return found;
  }
}

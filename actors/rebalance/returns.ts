// Returns of assets: the data that portfolios are made of.
import { type Matrix, zeros } from "./matrix.ts";

/** Simple returns of one period each, by asset, the oldest first. */
export interface Returns {
  readonly names: readonly string[];
  readonly periods: number;
  /** One column for each asset. */
  readonly columns: readonly Float64Array[];
}

/** The mean of each column. */
export const meansOf = ({ columns, periods }: Returns): Float64Array =>
  Float64Array.from(columns, (column) => column.reduce((sum, one) => sum + one, 0) / periods);

/** Rows of a block of the products: a few columns stay in the cache while all others pass by. */
const block = 16;

/** Sums of products of columns less their means, times a factor. */
export const crossProducts = (
  columns: readonly Float64Array[],
  means: Float64Array,
  factor: number,
): Matrix => {
  const size = columns.length;
  const out = zeros(size);
  const centred = columns.map((column, i) => column.map((one) => one - means[i]!));
  for (let from = 0; from < size; from += block) {
    const to = Math.min(size, from + block);
    for (let j = from; j < size; j++) {
      const other = centred[j]!;
      for (let i = from; i < Math.min(to, j + 1); i++) {
        const column = centred[i]!;
        let [a, b, c, d] = [0, 0, 0, 0];
        const whole = column.length & ~3;
        for (let t = 0; t < whole; t += 4) {
          a += column[t]! * other[t]!;
          b += column[t + 1]! * other[t + 1]!;
          c += column[t + 2]! * other[t + 2]!;
          d += column[t + 3]! * other[t + 3]!;
        }
        for (let t = whole; t < column.length; t++) a += column[t]! * other[t]!;
        const sum = (a + b + c + d) * factor;
        out.values[i * size + j] = sum;
        out.values[j * size + i] = sum;
      }
    }
  }
  return out;
};

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

/** Columns of a tile of the products: each number is read once for three. */
const tile = 3;

/** Sums of products of columns less their means, times a factor. */
export const crossProducts = (
  columns: readonly Float64Array[],
  means: Float64Array,
  factor: number,
): Matrix => {
  const size = columns.length;
  const periods = columns[0]?.length ?? 0;
  const out = zeros(size);
  // One column after the other, and columns of zeros up to a whole tile.
  const centred = new Float64Array(Math.ceil(size / tile) * tile * periods);
  columns.forEach((column, i) => {
    for (let t = 0; t < periods; t++) centred[i * periods + t] = column[t]! - means[i]!;
  });
  for (let i = 0; i < size; i += tile) {
    for (let j = i; j < size; j += tile) {
      const products = tileOf(centred, periods, [i * periods, j * periods]);
      for (let k = 0; k < tile * tile; k++) {
        const [row, column] = [i + Math.floor(k / tile), j + k % tile];
        if (row >= size || column >= size) continue;
        const product = products[k]! * factor;
        out.values[row * size + column] = product;
        out.values[column * size + row] = product;
      }
    }
  }
  return out;
};

/** The products of three columns that begin at a place with three that begin at another. */
const tileOf = (
  of: Float64Array,
  periods: number,
  [p, q]: readonly [number, number],
): readonly number[] => {
  let [a, b, c, d, e, f, g, h, k] = [0, 0, 0, 0, 0, 0, 0, 0, 0];
  for (let t = 0; t < periods; t++) {
    const x = of[p + t]!;
    const y = of[p + periods + t]!;
    const z = of[p + 2 * periods + t]!;
    const u = of[q + t]!;
    const v = of[q + periods + t]!;
    const w = of[q + 2 * periods + t]!;
    a += x * u;
    b += x * v;
    c += x * w;
    d += y * u;
    e += y * v;
    f += y * w;
    g += z * u;
    h += z * v;
    k += z * w;
  }
  return [a, b, c, d, e, f, g, h, k];
};

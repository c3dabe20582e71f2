// Symmetric matrices, dense and by rows: what optimisers ask of linear algebra.

/** A square matrix of `size` rows. */
export interface Matrix {
  readonly size: number;
  /** By rows. */
  readonly values: Float64Array;
}

/** A matrix of zeros. */
export const zeros = (size: number): Matrix => ({ size, values: new Float64Array(size * size) });

/** The lower factor L of A = L·Lᵀ over some rows and columns; undefined where A is not positive there. */
export const cholesky = (
  { size, values }: Matrix,
  rows: readonly number[],
): Float64Array | undefined => {
  const n = rows.length;
  const factor = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    const from = rows[i]! * size;
    const own = i * n;
    for (let j = 0; j <= i; j++) {
      const other = j * n;
      let sum = values[from + rows[j]!]!;
      for (let k = 0; k < j; k++) sum -= factor[own + k]! * factor[other + k]!;
      if (i !== j) factor[own + j] = sum / factor[other + j]!;
      else if (sum > 0) factor[own + i] = Math.sqrt(sum);
      else return undefined;
    }
  }
  return factor;
};

/** Solves L·Lᵀ·x = b. */
export const choleskySolve = (factor: Float64Array, b: Float64Array): Float64Array => {
  const n = b.length;
  const x = Float64Array.from(b);
  for (let i = 0; i < n; i++) {
    let sum = x[i]!;
    for (let k = 0; k < i; k++) sum -= factor[i * n + k]! * x[k]!;
    x[i] = sum / factor[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = x[i]!;
    for (let k = i + 1; k < n; k++) sum -= factor[k * n + i]! * x[k]!;
    x[i] = sum / factor[i * n + i]!;
  }
  return x;
};

/** A·w, where most of `w` may be zero. */
export const times = (matrix: Matrix, w: Float64Array): Float64Array => {
  const rows = [...w.keys()].filter((i) => w[i] !== 0);
  const out = new Float64Array(matrix.size);
  addRows(matrix, { rows, by: Float64Array.from(rows, (i) => w[i]!) }, out);
  return out;
};

/** Adds multiples of rows to numbers, four rows at a time: so often do these come and go. */
export const addRows = (
  { size, values }: Matrix,
  { rows, by }: { readonly rows: readonly number[]; readonly by: Float64Array },
  to: Float64Array,
): void => {
  let k = 0;
  for (; k + 4 <= rows.length; k += 4) {
    const [a, b, c, d] = [by[k]!, by[k + 1]!, by[k + 2]!, by[k + 3]!];
    const [p, q] = [rows[k]! * size, rows[k + 1]! * size];
    const [r, s] = [rows[k + 2]! * size, rows[k + 3]! * size];
    for (let i = 0; i < size; i++) {
      to[i]! += a * values[p + i]! + b * values[q + i]! + c * values[r + i]! + d * values[s + i]!;
    }
  }
  for (; k < rows.length; k++) {
    const [a, p] = [by[k]!, rows[k]! * size];
    for (let i = 0; i < size; i++) to[i]! += a * values[p + i]!;
  }
};

/** Sum of products. */
export const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
};

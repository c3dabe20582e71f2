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
export const times = ({ size, values }: Matrix, w: Float64Array): Float64Array => {
  const out = new Float64Array(size);
  for (let j = 0; j < size; j++) {
    const weight = w[j]!;
    if (weight === 0) continue;
    const from = j * size;
    for (let i = 0; i < size; i++) out[i]! += weight * values[from + i]!;
  }
  return out;
};

/** Sum of products. */
export const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
};

// Statistical factors: the strongest common movements, and each asset's own variance beside them.
import { type Matrix, zeros } from "../matrix.ts";
import { crossProducts, meansOf } from "../returns.ts";
import type { Covariance } from "./covariance.ts";

/** Common movements that are kept. */
const factors = 10;
const rounds = 500;

/** The leading eigenvectors, by orthogonal iteration: they are kept, whatever is left is each asset's own. */
export const factor: Covariance = {
  name: "factor",
  about: `The ${factors} strongest common movements (principal components), and own variances`,
  estimate: (returns) => {
    const sample = crossProducts(returns.columns, meansOf(returns), 1 / (returns.periods - 1));
    const { size, values } = sample;
    const count = Math.min(factors, size - 1, returns.periods - 1);
    const { vectors, strengths } = leading(sample, count);
    const out = zeros(size);
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < i; j++) {
        let sum = 0;
        for (let k = 0; k < count; k++) sum += strengths[k]! * vectors[k]![i]! * vectors[k]![j]!;
        out.values[i * size + j] = sum;
        out.values[j * size + i] = sum;
      }
      // Own and common variance together are the sample's.
      out.values[i * size + i] = values[i * size + i]!;
    }
    return out;
  },
};

const leading = (matrix: Matrix, count: number) => {
  const { size } = matrix;
  // Begins with different numbers everywhere, so that no direction is missing.
  let vectors: Float64Array[] = Array.from(
    { length: count },
    (_, k) => Float64Array.from({ length: size }, (_, i) => Math.cos((k + 1) * (i + 0.5))),
  );
  let strengths: Float64Array = new Float64Array(count);
  for (let round = 0; round < rounds; round++) {
    vectors = orthonormal(vectors);
    const next = vectors.map((vector) => product(matrix, vector));
    const now = Float64Array.from(vectors, (vector, k) => inner(vector, next[k]!));
    const moved = now.reduce(
      (most, one, k) => Math.max(most, Math.abs(one / strengths[k]! - 1)),
      0,
    );
    strengths = now;
    vectors = next;
    if (moved < 1e-13) break;
  }
  return { vectors: orthonormal(vectors), strengths };
};

const product = ({ size, values }: Matrix, vector: Float64Array): Float64Array => {
  const out = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    let sum = 0;
    const from = i * size;
    for (let j = 0; j < size; j++) sum += values[from + j]! * vector[j]!;
    out[i] = sum;
  }
  return out;
};

const inner = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
};

/** Gram and Schmidt, twice: once is not enough where vectors are alike. */
const orthonormal = (vectors: readonly Float64Array[]): Float64Array[] => {
  const out: Float64Array[] = [];
  for (const vector of vectors) {
    const own = Float64Array.from(vector);
    for (let pass = 0; pass < 2; pass++) {
      for (const other of out) {
        const along = inner(own, other);
        for (let i = 0; i < own.length; i++) own[i]! -= along * other[i]!;
      }
    }
    const length = Math.sqrt(inner(own, own)) || 1;
    out.push(own.map((one) => one / length));
  }
  return out;
};

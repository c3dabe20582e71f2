// The reference of a model: how each feature was distributed where the model learned.
import { Result, Schema } from "effect";
import { type FeatureName, featureNames } from "../../streams/features.ts";
import { ModelRefused } from "../refused.ts";

const numbers = Schema.Array(Schema.Finite);

/** `reference.json` beside a model: of every feature the inner edges of its bins, and their shares. */
export const Reference = Schema.Struct({
  /** Vectors that it was made of. */
  rows: Schema.Int.check(Schema.isGreaterThan(0)),
  madeBy: Schema.NonEmptyString,
  features: Schema.Record(
    Schema.String,
    Schema.Struct({
      /** Ascending; a value belongs to the bin behind the last edge that is below it. */
      edges: numbers,
      /** One more than there are edges; they add up to 1. */
      shares: numbers,
      /** The farthest that a window of the training itself was from the whole of it. */
      usualPsi: Schema.Finite,
      usualKs: Schema.Finite,
    }),
  ),
});
/** `reference.json` beside a model. */
export type Reference = typeof Reference.Type;

/**
 * Newest vectors that are compared, how many of them there have to be, and the least event time between
 * two of an instrument, in microseconds: neighbours hardly differ.
 */
export const driftVectors = { window: 4_096, least: 1_024, apartUs: 250_000 } as const;

/** Bins of a feature at most: each holds as many of the training's vectors, where values differ enough. */
export const referenceBins = 20;

/** Edges that cut values into bins of equal shares; equal values stay in one bin. */
const edgesOf = (sorted: Float32Array): number[] => {
  const edges: number[] = [];
  for (let bin = 1; bin < referenceBins; bin++) {
    const edge = sorted[Math.floor(sorted.length * bin / referenceBins)]!;
    if (edge !== edges.at(-1) && edge < sorted.at(-1)!) edges.push(edge);
  }
  return edges;
};

/** The bin of a value: the number of edges below it. */
export const binOf = (edges: ArrayLike<number>, value: number): number => {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (edges[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** Counts values by bin. */
const countsOf = (edges: readonly number[], values: Float32Array): Float64Array => {
  const counts = new Float64Array(edges.length + 1);
  for (const value of values) counts[binOf(edges, value)]!++;
  return counts;
};

/**
 * Makes a reference of sessions: rows of features in order of time, thinned as live. Windows of the
 * sessions tell how far from the whole a feature usually is, because slow ones hardly move in one.
 */
export const referenceOf = (sessions: readonly Float32Array[], madeBy: string): Reference => {
  const width = featureNames.length;
  const column = (rows: Float32Array, i: number) =>
    Float32Array.from({ length: rows.length / width }, (_, row) => rows[row * width + i]!);
  const rows = sessions.reduce((sum, { length }) => sum + length / width, 0);
  const features: Record<string, Reference["features"][string]> = {};
  for (const [i, name] of featureNames.entries()) {
    const columns = sessions.map((one) => column(one, i));
    const whole = new Float32Array(rows);
    let at = 0;
    for (const one of columns) {
      whole.set(one, at);
      at += one.length;
    }
    const edges = edgesOf(whole.sort());
    const shares = [...countsOf(edges, whole)].map((one) => one / rows);
    let [usualPsi, usualKs] = [0, 0];
    for (const window of columns.flatMap(windowsOf)) {
      const { psi, ks } = distanceOf(shares, countsOf(edges, window), window.length);
      usualPsi = Math.max(usualPsi, psi);
      usualKs = Math.max(usualKs, ks);
    }
    features[name] = { edges, shares, usualPsi, usualKs };
  }
  return { rows, madeBy, features };
};

/** Windows of a session as long as the live one; the whole of a shorter one. */
const windowsOf = (values: Float32Array): Float32Array[] => {
  const { window, least } = driftVectors;
  const count = Math.floor(values.length / window);
  if (count === 0) return values.length >= least / 4 ? [values] : [];
  return Array.from({ length: count }, (_, i) => values.subarray(i * window, (i + 1) * window));
};

/** A share below this counts as this much, so that an empty bin does not weigh without end. */
const leastShare = 1e-4;

/**
 * Population stability index, the sum over bins of (found - expected) · ln(found / expected), and
 * Kolmogorov and Smirnov's largest distance of the distribution functions, at the edges.
 */
export const distanceOf = (
  shares: readonly number[],
  counts: ArrayLike<number>,
  total: number,
): { readonly psi: number; readonly ks: number } => {
  let [psi, ks, apart] = [0, 0, 0];
  for (const [bin, expected] of shares.entries()) {
    const found = counts[bin]! / total;
    apart += found - expected;
    ks = Math.max(ks, Math.abs(apart));
    const [f, e] = [Math.max(leastShare, found), Math.max(leastShare, expected)];
    psi += (f - e) * Math.log(f / e);
  }
  return { psi, ks: Math.min(1, ks) };
};

const decode = Schema.decodeUnknownResult(Schema.fromJsonString(Reference));

/** Reads a reference. Throws `ModelRefused` where it is none, or one of other features. */
export const readReference = (model: string, text: string): Reference => {
  const result = decode(text);
  const wrong = Result.isFailure(result)
    ? result.failure.message
    : featureNames.find((name: FeatureName) => {
      const one = result.success.features[name];
      return one === undefined || one.shares.length !== one.edges.length + 1;
    });
  if (Result.isSuccess(result) && wrong === undefined) return result.success;
  throw new ModelRefused(model, `reference.json: ${wrong} is not as expected`);
};

// The reference of a model: how each feature was distributed where the model learned.
import { Result, Schema } from "effect";
import { type FeatureName, featureNames } from "../../streams/features.ts";
import { ModelRefused } from "../refused.ts";

const numbers = Schema.Array(Schema.Finite);

/** How the values of one feature were distributed: the inner edges of its bins, and their shares. */
const Distribution = Schema.Struct({
  /** Ascending; a value belongs to the bin behind the last edge that is below it. */
  edges: numbers,
  /** One more than there are edges; they add up to 1. */
  shares: numbers,
  /** The smallest and the largest value. */
  least: Schema.Finite,
  most: Schema.Finite,
  /** The farthest that a window of the training itself was from the whole of it. */
  usualPsi: Schema.Finite,
  usualKs: Schema.Finite,
});
/** How the values of one feature were distributed. */
export type Distribution = typeof Distribution.Type;

const distributions = {
  /** Vectors that it was made of. */
  rows: Schema.Int.check(Schema.isGreaterThan(0)),
  features: Schema.Record(Schema.String, Distribution),
};

/**
 * `reference.json` beside a model: every feature over all that it learned from, and over each instrument
 * of which it saw enough, by the name of the instrument.
 */
export const Reference = Schema.Struct({
  madeBy: Schema.NonEmptyString,
  ...distributions,
  instruments: Schema.Record(Schema.String, Schema.Struct(distributions)),
});
/** `reference.json` beside a model. */
export type Reference = typeof Reference.Type;
/** Every feature where a model learned: on all instruments, or on one. */
export type Distributions = Pick<Reference, "rows" | "features">;

/**
 * Newest vectors that are compared, how many of them there have to be, and the least event time between
 * two of an instrument, in microseconds: neighbours hardly differ.
 */
export const driftVectors = { window: 4_096, least: 1_024, apartUs: 250_000 } as const;

/** Vectors from one window of the training to the next, of those that tell how far a feature usually is. */
const windowStep = driftVectors.window / 8;

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

/** A session of one instrument: rows of features in order of time, thinned as live. */
export interface LearnedSession {
  readonly instrument: string;
  readonly rows: Float32Array;
}

/**
 * Makes a reference of sessions; instruments with fewer rows than one window have none of their own.
 * Windows of the sessions tell how far from the whole a feature usually is, because slow ones hardly
 * move in one.
 */
export const referenceOf = (sessions: readonly LearnedSession[], madeBy: string): Reference => {
  const instruments: Record<string, Distributions> = {};
  for (const name of new Set(sessions.map(({ instrument }) => instrument))) {
    const own = distributionsOf(sessions.filter(({ instrument }) => instrument === name));
    if (own.rows >= driftVectors.window) instruments[name] = own;
  }
  return { madeBy, ...distributionsOf(sessions), instruments };
};

const distributionsOf = (learned: readonly LearnedSession[]): Distributions => {
  const sessions = learned.map(({ rows }) => rows);
  const width = featureNames.length;
  const column = (rows: Float32Array, i: number) =>
    Float32Array.from({ length: rows.length / width }, (_, row) => rows[row * width + i]!);
  const rows = sessions.reduce((sum, { length }) => sum + length / width, 0);
  const features: Record<string, Distribution> = {};
  for (const [i, name] of featureNames.entries()) {
    const columns = sessions.map((one) => column(one, i));
    const whole = new Float32Array(rows);
    let at = 0;
    for (const one of columns) {
      whole.set(one, at);
      at += one.length;
    }
    const edges = edgesOf(whole.sort());
    const [least, most] = [whole[0]!, whole.at(-1)!];
    const shares = [...countsOf(edges, whole)].map((one) => one / rows);
    let [usualPsi, usualKs] = [0, 0];
    for (const window of columns.flatMap(windowsOf)) {
      const { psi, ks } = distanceOf(shares, countsOf(edges, window), window.length);
      usualPsi = Math.max(usualPsi, psi);
      usualKs = Math.max(usualKs, ks);
    }
    features[name] = { edges, shares, least, most, usualPsi, usualKs };
  }
  return { rows, features };
};

/** Windows of a session as long as the live one, which roll as that does; the whole of a shorter one. */
const windowsOf = (values: Float32Array): Float32Array[] => {
  const { window, least } = driftVectors;
  if (values.length < window) return values.length >= least / 4 ? [values] : [];
  const count = 1 + Math.floor((values.length - window) / windowStep);
  return Array.from({ length: count }, (_, i) => {
    const from = i * windowStep;
    return values.subarray(from, from + window);
  });
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

/** A feature that is missing, or whose shares are not those of its bins. */
const misshapen = ({ features }: Distributions): FeatureName | undefined =>
  featureNames.find((name) => {
    const one = features[name];
    return one === undefined || one.shares.length !== one.edges.length + 1;
  });

const decode = Schema.decodeUnknownResult(Schema.fromJsonString(Reference));

/** Reads a reference. Throws `ModelRefused` where it is none, or one of other features. */
export const readReference = (model: string, text: string): Reference => {
  const result = decode(text);
  const wrong = Result.isFailure(result)
    ? result.failure.message
    : [result.success, ...Object.values(result.success.instruments)].map(misshapen)
      .find((name) => name !== undefined);
  if (Result.isSuccess(result) && wrong === undefined) return result.success;
  throw new ModelRefused(model, `reference.json: ${wrong} is not as expected`);
};

// What the tests and benches of the models share: feature vectors with numbers from a seed.
import { featureNames, featureSet, type FeatureVector } from "../streams/features.ts";

/** Numbers from 0 to 1 that a seed repeats: mulberry32. */
export const seeded = (seed: number): () => number => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
};

/** A vector with the given features, in model input order. */
export const vectorOf = (features: readonly number[], position = 0): FeatureVector => ({
  _tag: "featureVector",
  position,
  outputIndex: 0,
  instrumentId: 1,
  eventTimeUs: 1_000_000 + position,
  set: featureSet,
  flags: 0,
  bidPriceTicks: 1000,
  askPriceTicks: 1001,
  ...Object.fromEntries(featureNames.map((name, i) => [name, features[i]!])) as Record<
    typeof featureNames[number],
    number
  >,
});

/** Vectors with features between -2 and 2. */
export const someVectors = (count: number, seed = 1): FeatureVector[] => {
  const random = seeded(seed);
  return Array.from(
    { length: count },
    (_, i) => vectorOf(featureNames.map(() => Math.fround(random() * 4 - 2)), i),
  );
};

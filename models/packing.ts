// From feature vectors to the matrix a model reads, and from its probabilities to predictions.
import {
  type FeatureName,
  featureNames,
  featureSet,
  type FeatureVector,
} from "../streams/features.ts";
import { type Prediction, predictionFlags } from "../streams/predictions.ts";
import type { RecentVectors } from "../streams/models.ts";
import type { Card } from "./card.ts";
import { restarts, type WindowSpec } from "./window.ts";

/** Numbers of one row of a model's input. */
export const inputWidth = featureNames.length;
/** Numbers of one row of a model's output: the probabilities of down and up. */
export const outputWidth = 2;

/** A number that no model may be given, or that a model must not give. */
export class BadNumber extends Error {
  override readonly name = "BadNumber";
}

// Compiled, because a loop over 32 names costs ten times as much as 32 plain reads.
const packRow = new Function(
  "x",
  "o",
  "v",
  `"use strict"; let bad = 0;
  ${featureNames.map((name, i) => `bad += 0 * (x[o + ${i}] = v.${name});`).join("\n")}
  return bad;`,
) as (matrix: Float32Array, offset: number, vector: FeatureVector) => number;

/** Writes a vector into a row of the matrix, as float32. Throws `BadNumber`. */
export const pack = (matrix: Float32Array, row: number, vector: FeatureVector): void => {
  // Nothing times zero is zero, but for NaN and the infinities.
  const bad = packRow(matrix, row * inputWidth, vector);
  if (bad === 0 && vector.set === featureSet) return;
  const where = `of instrument ${vector.instrumentId} at position ${vector.position}`;
  if (vector.set !== featureSet) {
    throw new BadNumber(`Feature set ${where} is ${vector.set}: expected ${featureSet}`);
  }
  const name = featureNames.find((one: FeatureName) => !Number.isFinite(vector[one]));
  throw new BadNumber(`Feature "${name}" ${where} is ${vector[name!]}: expected a finite number`);
};

/**
 * Writes the window of a vector into a row of the matrix of a sequence model: oldest vector first, the
 * oldest repeated in front while the window is not full. The same as `Window` makes vector by vector.
 * Throws `BadNumber`.
 */
export const packWindow = (
  matrix: Float32Array,
  row: number,
  { recent: { vectors, end }, spec: { rows, gapUs } }: {
    readonly recent: RecentVectors;
    readonly spec: WindowSpec;
  },
): void => {
  let first = end - 1;
  while (first > 0 && end - first < rows) {
    if (restarts(vectors[first - 1]!.eventTimeUs, vectors[first]!, gapUs)) break;
    first--;
  }
  for (let i = 0; i < rows; i++) {
    pack(matrix, row * rows + i, vectors[Math.max(first, end - rows + i)]!);
  }
};

/** What predictions need to know of the model that makes them. */
export interface Predictor {
  readonly card: Pick<Card, "name" | "version" | "sha256" | "horizonUs" | "window">;
  readonly shadow: boolean;
}

/**
 * The prediction of model `index` of `models` for a vector: `output` holds the probabilities of
 * down and up from `offset` on. Throws `BadNumber` where those are no probabilities.
 */
export const unpack = (
  vector: FeatureVector,
  models: readonly Predictor[],
  index: number,
  output: Float32Array,
  offset: number,
): Prediction => {
  const { card, shadow } = models[index]!;
  const down = output[offset]!;
  const up = output[offset + 1]!;
  if (!(down >= 0 && up >= 0 && Math.abs(down + up - 1) < 1e-3)) {
    throw new BadNumber(
      `Model "${card.name}" gave probabilities ${down} and ${up} for instrument ` +
        `${vector.instrumentId} at position ${vector.position}: expected two that add up to 1`,
    );
  }
  return {
    _tag: "prediction",
    position: vector.position,
    outputIndex: vector.outputIndex * models.length + index,
    instrumentId: vector.instrumentId,
    eventTimeUs: vector.eventTimeUs,
    model: card.name,
    modelVersion: card.version,
    modelSha256: card.sha256,
    horizonUs: card.horizonUs,
    midPriceHalfTicks: vector.bidPriceTicks + vector.askPriceTicks,
    probabilityUp: up,
    probabilityDown: down,
    flags: vector.flags | (shadow ? predictionFlags.shadow : 0),
  };
};

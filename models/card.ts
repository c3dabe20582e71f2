// The card of a model: what it is, what it learned from, how well it did, and which file it means.
import { readFileSync } from "node:fs";
import { Result, Schema } from "effect";
import { ModelRefused } from "./refused.ts";

const probability = Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 1 }));
const sha256 = Schema.String.check(Schema.isPattern(/^[0-9a-f]{64}$/));
const text = Schema.NonEmptyString;
const count = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0));

/** How well one way of predicting did on one part of the data; one vote for each move. */
export const Score = Schema.Struct({
  method: text,
  accuracy: probability,
  balancedAccuracy: probability,
  macroF1: probability,
  /** Matthews correlation: -1 to 1. */
  matthews: Schema.Finite,
  /** Share of the class prior's log-loss that is saved; absent for rules without probabilities. */
  logLossSkill: Schema.optionalKey(Schema.Finite),
  /** Expected calibration error: 0 to 1. */
  calibrationError: Schema.optionalKey(probability),
  /** The calibration error that right probabilities would show on so few moves. */
  calibrationNoise: Schema.optionalKey(probability),
});

/** What was measured on one instrument, on days the model never saw. */
export const TestResult = Schema.Struct({
  instrument: text,
  from: text,
  to: text,
  rows: count,
  moves: count,
  scores: Schema.Array(Score).check(Schema.isMinLength(5)),
  /** Shares of the votes by what was said and what came. */
  confusion: Schema.optionalKey(
    Schema.Array(
      Schema.Struct({ saidUp: Schema.Boolean, wasUp: Schema.Boolean, share: probability }),
    ),
  ),
  /** What was said and what came, by bins of what was said. */
  calibration: Schema.optionalKey(
    Schema.Array(Schema.Struct({ said: probability, was: probability, share: probability })),
  ),
  /** Where the model and the imbalance sign are right, and how much of the votes that is. */
  slices: Schema.Array(
    Schema.Struct({
      slice: text,
      share: probability,
      imbalanceSign: probability,
      model: probability,
    }),
  ),
  /** Share of the moves' rows with at least this confidence, and the accuracy on those. */
  coverage: Schema.Array(
    Schema.Struct({ confidence: probability, coverage: probability, accuracy: probability }),
  ),
});

/** What following the model earned on one test, at the paper venue, in the currency of the instrument. */
const Trading = Schema.Struct({
  instrument: text,
  fills: count,
  /** Before costs: every fill at the mid price. */
  gross: Schema.Finite,
  /** Paid to cross the spread, with slippage; below 0 where resting orders earned it. */
  spread: Schema.Finite,
  fees: Schema.Finite,
  net: Schema.Finite,
});

/** How far onnxruntime is from the training library over the test rows. */
const Parity = Schema.Struct({
  rows: count,
  maxDifference: Schema.Finite,
  sameClass: probability,
});

/** The card as a program reads it, `card.json`. People read the same in `card.md`. */
export const Card = Schema.Struct({
  name: Schema.String.check(Schema.isPattern(/^[a-z0-9-]{1,32}$/)),
  version: Schema.Int.check(Schema.isGreaterThan(0)),
  summary: text,
  algorithm: text,
  sha256,
  bytes: count,
  featureSet: count,
  features: Schema.Array(text),
  /**
   * Of a sequence model: its input is [batch, rows, features], the last vectors of one instrument,
   * oldest first (see `window.ts`). Absent for a model that reads single vectors, [batch, features].
   */
  window: Schema.optionalKey(
    Schema.Struct({
      rows: Schema.Int.check(Schema.isBetween({ minimum: 2, maximum: 256 })),
      gapUs: count,
    }),
  ),
  /** Microseconds; 0 for the next move of the mid price. */
  horizonUs: count,
  label: text,
  madeBy: text,
  seed: Schema.Int,
  libraries: Schema.Record(Schema.String, text),
  training: Schema.Array(
    Schema.Struct({ instrument: text, from: text, to: text, rows: count, moves: count }),
  ).check(Schema.isMinLength(1)),
  results: Schema.Array(TestResult).check(Schema.isMinLength(1)),
  /** On the periods of the results; by `npm run models:trade`. */
  trading: Schema.optionalKey(Schema.Array(Trading)),
  crossValidation: Schema.Struct({
    rounds: count,
    logLoss: Schema.Finite,
    accuracy: Schema.Record(Schema.String, probability),
  }),
  /** Models that must know nothing, or more, if nothing leaks. */
  checks: Schema.Record(Schema.String, Schema.Finite),
  /** The test rows through onnxruntime, in Python and here, against the training library. */
  parity: Schema.Struct({ python: Parity, node: Parity }),
  uses: Schema.Array(text).check(Schema.isMinLength(1)),
  limits: Schema.Array(text).check(Schema.isMinLength(1)),
});
export type Card = typeof Card.Type;
export type TestResult = typeof TestResult.Type;

/**
 * Inputs and what the model makes of them: row by row, the probabilities of down and up. An input of
 * a sequence model is its whole window, one vector after the other.
 */
export const Golden = Schema.Struct({
  sha256,
  inputs: Schema.Array(Schema.Array(Schema.Finite)).check(Schema.isMinLength(1)),
  probabilities: Schema.Array(Schema.Array(probability)),
});
export type Golden = typeof Golden.Type;

/** Reads and checks a JSON file of a model's folder. Throws `ModelRefused`. */
export const readModelFile = <S extends typeof Card | typeof Golden>(
  model: string,
  file: URL,
  schema: S,
): S["Type"] => {
  const name = file.pathname.split("/").at(-1)!;
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    throw new ModelRefused(model, `cannot read ${name}: ${(cause as Error).message}`);
  }
  return parseModelFile(model, { name, text }, schema);
};

/** Checks the text of a JSON file of a model. Throws `ModelRefused`. */
export const parseModelFile = <S extends typeof Card | typeof Golden>(
  model: string,
  { name, text }: { readonly name: string; readonly text: string },
  schema: S,
): S["Type"] => {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new ModelRefused(model, `cannot read ${name}: ${(cause as Error).message}`);
  }
  const read = Schema.decodeUnknownResult(schema as typeof Card)(json);
  if (Result.isFailure(read)) throw new ModelRefused(model, `${name}: ${read.failure.message}`);
  return read.success as S["Type"];
};

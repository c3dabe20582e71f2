// What a model says of the future, and which model said it.
import { defineRecord, f32, hex, i64, type RecordOf, text, u32, u64, u8 } from "./record.ts";

/** Marks of a prediction; a bit each, beside those of its feature vector. */
export const predictionFlags = {
  /** Recorded and scored, never traded. */
  shadow: 16,
} as const;

/** Where one model sees the mid price after its horizon. */
export const prediction = defineRecord({
  tag: "prediction",
  table: "predictions",
  comment:
    "Where one model sees the mid price after its horizon; position is that of its feature vector",
  recordId: 7,
  ttlDays: 365,
  fields: {
    model: text(32)("Name of the model"),
    modelVersion: u32("Version of the model"),
    modelSha256: hex(32)("SHA-256 of the model file"),
    horizonUs: u64("How far ahead, in microseconds; 0 for the next move of the mid price"),
    midPriceHalfTicks: i64("Bid + ask when it was made, in ticks: twice the mid price"),
    probabilityUp: f32("Probability that the mid price is higher then: 0 to 1"),
    probabilityDown: f32("Probability that it is lower then: 0 to 1"),
    flags: u8("Marks: 1 warming, 2 stale, 4 gapped, 16 shadow"),
  },
});
export type Prediction = RecordOf<typeof prediction>;

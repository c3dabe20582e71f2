// What became of a prediction, once its horizon had passed.
import {
  defineRecord,
  f32,
  i64,
  oneOf,
  type RecordOf,
  text,
  timeUs,
  u16,
  u32,
  u64,
  u8,
} from "./record.ts";

/** What came: the mid price was the same, higher or lower; `lost` where that cannot be told. */
export const cameValues = ["flat", "up", "down", "lost"] as const;
/** What came. */
export type Came = typeof cameValues[number];

/** One prediction and what came. Its position is that of the vector which showed it. */
export const outcome = defineRecord({
  tag: "outcome",
  table: "outcomes",
  comment:
    "What became of a prediction; position is that of the vector that showed it, not of the prediction",
  recordId: 8,
  ttlDays: 365,
  fields: {
    model: text(32)("Name of the model"),
    modelVersion: u32("Version of the model"),
    horizonUs: u64("How far ahead, in microseconds; 0 for the next move of the mid price"),
    predictionPosition: u64("Position of the prediction"),
    predictionOutputIndex: u16("Output index of the prediction"),
    predictionTimeUs: timeUs("Event time of the prediction"),
    probabilityUp: f32("Probability of up that was said: 0 to 1"),
    probabilityDown: f32("Probability of down that was said: 0 to 1"),
    came: oneOf(cameValues)("What came: lost where records or a session ended before it"),
    weight: f32(
      "Share of a vote: predictions of one model that waited for one move share one; 0 where not counted",
    ),
    midPriceHalfTicks: i64("Twice the mid price when it was predicted, in ticks"),
    outcomeHalfTicks: i64("Twice the mid price that came, in ticks; 0 where lost"),
    spreadSteps: u32("Spread when it was predicted, in smallest price steps of the instrument"),
    volatilityRatio: f32("Volatility of 5 s over that of 300 s when it was predicted"),
    flags: u8("Marks of the prediction: 1 warming, 2 stale, 4 gapped, 16 shadow"),
  },
});
export type Outcome = RecordOf<typeof outcome>;

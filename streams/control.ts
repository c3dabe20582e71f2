// What steers the pipeline, and what the pipeline says about itself.
import {
  defineRecord,
  i64,
  oneOf,
  type RecordOf,
  string,
  timeUs,
  u32,
  u64,
  word,
} from "./record.ts";

/** The trading states: what may be sent now. */
export const tradingStates = ["active", "reducing", "halted"] as const;
/** What may be sent now: anything, only what reduces a position, or nothing. */
export type TradingState = typeof tradingStates[number];

/** What a control commands. New ones go to the end. */
export const controlKinds = [
  "sessionStarted",
  "clock",
  "tradingState",
  "model",
  "setting",
  "order",
  "riskLimits",
  "flatten",
  "deadman",
  "venueReport",
  "reportRequest",
  "funding",
] as const;

/** A command to the pipeline itself. It lies in the input log, so every actor sees it at one moment. */
export const control = defineRecord({
  tag: "control",
  table: "controls",
  comment:
    "A command to the pipeline, in the input log: session start, clock, trading state, model, setting",
  ttlDays: 3650,
  fields: {
    control: oneOf(controlKinds)("What it commands"),
    ingestTimeUs: timeUs("When we received it, by our clock"),
    name: word("What it is about: the source, the account, the model or the setting"),
    value: string("The new value, or a JSON object where it has parts"),
    reason: string("Why, by whoever asked"),
  },
});
export type Control = RecordOf<typeof control>;

/** Something that was refused at the edge: bad input, told once per kind and counted. */
export const refusal = defineRecord({
  tag: "refusal",
  table: "refusals",
  comment: "Input that was refused: the field, the value, what was expected, and how often so far",
  ttlDays: 365,
  fields: {
    source: word("Where it came from: a file, a venue, an API client"),
    field: word("The field that was wrong"),
    value: string("The value it had, cut to 200 characters"),
    expected: string("What was expected"),
    place: string("Row, line or sequence of the first one"),
    count: u64("How many of this kind so far in this session"),
  },
});
export type Refusal = RecordOf<typeof refusal>;

/** Wall-clock times of one order on its way, by position: what the why-trace shows for each hop. */
export const trace = defineRecord({
  tag: "trace",
  table: "traces",
  comment:
    "Wall-clock times of one order on its way through this process, by our clock; 0 where unknown",
  ttlDays: 365,
  fields: {
    clientOrderId: word("Order that was released"),
    ingestTimeUs: timeUs("Tick received"),
    featuresTimeUs: timeUs("Feature vector computed"),
    predictedTimeUs: timeUs("Prediction received from the model"),
    decidedTimeUs: timeUs("Order approved by risk"),
    tickDurableTimeUs: timeUs("Tick acknowledged by the stream"),
    orderDurableTimeUs: timeUs("Order acknowledged by the stream"),
    releasedTimeUs: timeUs("Order released to the venue"),
  },
});
export type Trace = RecordOf<typeof trace>;

/** A message that an actor could not handle. */
export const deadLetter = defineRecord({
  tag: "deadLetter",
  table: "dead_letters",
  comment: "A message that an actor could not handle, with its cause; the actor went on without it",
  ttlDays: 365,
  fields: {
    actor: word("Actor that failed"),
    stream: word("Stream of the record"),
    sequence: u64("Position of the record, by which it is found in its table"),
    error: string("What went wrong"),
    attempts: u32("How often it was tried"),
    payload: string("The record as JSON"),
    bytes: i64("Bytes of the original"),
  },
});
export type DeadLetter = RecordOf<typeof deadLetter>;

// Why a fill happened: everything between the tick that caused its order and the fill, joined by position.
import { Effect } from "effect";
import { type FeatureName, featureNames } from "../streams/features.ts";
import { type AnyRecord, definitionOf, type Tag } from "../streams/records.ts";
import type { Trace } from "../streams/control.ts";
import type { Signal } from "../streams/signals.ts";
import type { StoreError, StoreShape } from "../streams/transport/clickhouse.ts";
import { textFromTimeUs } from "../streams/units.ts";
import { orderAnswer, ordersOf } from "./orders.ts";
import type { Presenter } from "./present.ts";
import type { HopAnswer, WhyAnswer } from "./protocol.ts";
import { newestRecords } from "./rows.ts";
import { traceIdOf } from "./spans.ts";

const most = 200;

/** What is told of a fill now, and whether the recorder has written all of it already. */
interface Found {
  readonly why: WhyAnswer | undefined;
  readonly whole: boolean;
}

/** How often and how long a fill is looked for that the recorder may be about to write. */
const lookEvery = "250 millis";
const looks = 12;

/** The why-trace of a fill, or undefined where there is no such fill. A fill just made is waited for. */
export const whyOf = Effect.fnUntraced(function* (
  store: StoreShape,
  presenter: Presenter,
  fillId: string,
) {
  let found = yield* findWhy(store, presenter, fillId);
  for (let look = 1; look < looks && !found.whole; look++) {
    yield* Effect.sleep(lookEvery);
    found = yield* findWhy(store, presenter, fillId);
  }
  return found.why;
});

const findWhy = Effect.fnUntraced(function* (
  store: StoreShape,
  presenter: Presenter,
  fillId: string,
) {
  // Asked first: a fill recorded between the two questions must not look like one that never was.
  const yetToCome = yield* isYetToCome(store, fillId);
  const [fill] = yield* newestRecords(store, "fill", { limit: 1, equal: { fill_id: fillId } });
  if (fill === undefined) return { why: undefined, whole: !yetToCome };
  const byOrder = { limit: most, equal: { client_order_id: fill.clientOrderId } };
  const [[order], events, [risk], [signal], [trace]] = yield* Effect.all([
    ordersOf(store, { limit: 1, clientOrderId: fill.clientOrderId }),
    newestRecords(store, "orderEvent", byOrder),
    newestRecords(store, "riskDecision", byOrder),
    newestRecords(store, "signal", { limit: 1, equal: { signal_id: fill.signalId } }),
    newestRecords(store, "trace", byOrder),
  ], { concurrency: 3 });
  if (order === undefined) return { why: undefined, whole: false };
  const cause = signal === undefined
    ? fill.orderPosition
    : signal.predictionPosition || signal.position;
  const place = {
    position: cause,
    instrumentId: fill.instrumentId,
    aroundUs: signal?.eventTimeUs ?? fill.orderEventTimeUs,
  };
  const at = (tag: Tag) => atPlace(store, tag, place);
  const sent = { ...place, position: fill.orderPosition, aroundUs: fill.orderEventTimeUs };
  const [prediction, features, tick, orderTick] = yield* Effect.all([
    signal === undefined || signal.model === "" ? Effect.succeed(undefined) : at("prediction"),
    at("featureVector"),
    tickAt(store, place),
    sent.position === cause ? Effect.succeed(undefined) : tickAt(store, sent),
  ], { concurrency: 3 });
  const answer: WhyAnswer = {
    fill: presenter.fill(fill),
    order: orderAnswer(presenter, order),
    order_events: events.reverse().map((one) => ({
      t: textFromTimeUs(one.eventTimeUs),
      event: one.event,
      reason: one.reason,
      position: one.position,
    })),
    risk: risk === undefined ? null : {
      decision: risk.decision,
      reason: risk.reason,
      checks: risk.checks.map((name, i) => ({
        name,
        value: risk.values[i]!,
        limit: risk.limits[i]!,
      })),
    },
    signal: signal === undefined ? null : presenter.signal(signal),
    prediction: prediction?._tag === "prediction" ? presenter.prediction(prediction) : null,
    prediction_reason: prediction !== undefined ? null : noPrediction(signal),
    features: features?._tag === "featureVector" ? featuresOf(features) : null,
    tick: tick === undefined ? null : tickOf(presenter, tick),
    order_tick: orderTick === undefined ? null : tickOf(presenter, orderTick),
    hops: trace === undefined ? [] : hopsOf(trace),
    order_to_fill_us: fill.eventTimeUs - fill.orderEventTimeUs,
    trace_id: traceIdOf(fill.clientOrderId),
  };
  const modelUsed = signal !== undefined && signal.model !== "";
  // What somebody asked for has no tick that caused it.
  const byHand = fill.signalId === "";
  const whole = trace !== undefined && risk !== undefined && (byHand || tick !== undefined) &&
    (byHand || signal !== undefined) &&
    (signal === undefined || features !== undefined) && (!modelUsed || prediction !== undefined);
  return { why: answer, whole };
}) as (
  store: StoreShape,
  presenter: Presenter,
  fillId: string,
) => Effect.Effect<Found, StoreError>;

/** Whether a fill of this id, which ends in its position and output index, is newer than all recorded ones. */
const isYetToCome = (store: StoreShape, fillId: string) =>
  Effect.map(
    newestRecords(store, "fill", { limit: 1 }),
    ([newest]) => Number(fillId.split("/").at(-2)) > (newest?.position ?? -1),
  );

/** Where a record lies: its position, and what finds it quickly. */
interface Location {
  readonly position: number;
  readonly instrumentId: number;
  readonly aroundUs: number;
}

const atPlace = (store: StoreShape, tag: Tag, { position, ...where }: Location) =>
  newestRecords(store, tag, { limit: 1, ...where, equal: { position } }).pipe(
    Effect.map((rows): AnyRecord | undefined => rows[0]),
  );

/** The input record at a position, of whichever kind it is. */
const tickAt = (store: StoreShape, place: Location) =>
  Effect.map(
    Effect.forEach(["quote", "trade", "bookDelta"] as const, (tag) => atPlace(store, tag, place), {
      concurrency: 3,
    }),
    (found) => found.find((one) => one !== undefined),
  );

const featuresOf = (vector: Extract<AnyRecord, { _tag: "featureVector" }>) => ({
  position: vector.position,
  t: textFromTimeUs(vector.eventTimeUs),
  set: vector.set,
  values: Object.fromEntries(featureNames.map((name) => [name, vector[name]])) as Record<
    FeatureName,
    number
  >,
});

/** A tick with its columns' names; prices and quantities stay counts, beside the instrument that tells their unit. */
const tickOf = (presenter: Presenter, tick: AnyRecord): Record<string, string | number> => {
  const out: Record<string, string | number> = {
    kind: tick._tag,
    symbol: presenter.instrument(tick.instrumentId).name,
  };
  for (const { name, key, field } of definitionOf(tick._tag).columns) {
    const value = (tick as unknown as Record<string, string | number>)[key]!;
    out[name] = field.column.startsWith("DateTime64") ? textFromTimeUs(value as number) : value;
  }
  return out;
};

/** Why there is no prediction, in a sentence. */
const noPrediction = (signal: Signal | undefined): string =>
  signal === undefined
    ? "The order serves no signal"
    : signal.model === ""
    ? `Strategy "${signal.strategy}" decides on features alone`
    : "The prediction is no longer kept";

/** The steps of an order through this process: its name, its time, and the step that it waits for. */
const steps = [
  ["tick received", "ingestTimeUs", undefined],
  ["features computed", "featuresTimeUs", "ingestTimeUs"],
  ["prediction received", "predictedTimeUs", "featuresTimeUs"],
  ["order approved", "decidedTimeUs", "predictedTimeUs"],
  ["tick durable", "tickDurableTimeUs", "ingestTimeUs"],
  ["order durable", "orderDurableTimeUs", "decidedTimeUs"],
  ["order released", "releasedTimeUs", "orderDurableTimeUs"],
] as const;
type StepTime = typeof steps[number][1];

/**
 * The hops of an order. What is made durable waits beside the rest, so each hop counts from the one
 * that it waits for; a hop without a time is passed over.
 */
const hopsOf = (trace: Trace): HopAnswer[] => {
  const before = (key: StepTime | undefined): StepTime | undefined =>
    key === undefined || trace[key] !== 0 ? key : before(steps.find(([, own]) => own === key)![2]);
  return steps.map(([name, key, cause]) => {
    const from = before(cause);
    const at = trace[key];
    return {
      name,
      at: at === 0 ? null : textFromTimeUs(at),
      after: from === undefined ? null : steps.find(([, own]) => own === from)![0],
      took_us: at === 0 || from === undefined ? null : at - trace[from],
    };
  });
};

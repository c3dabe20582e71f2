// Why a fill happened: everything between the tick that caused its order and the fill, joined by position.
import { Effect } from "effect";
import { type FeatureName, featureNames } from "../streams/features.ts";
import { type AnyRecord, definitionOf, type Tag } from "../streams/records.ts";
import type { Trace } from "../streams/control.ts";
import type { StoreError, StoreShape } from "../streams/transport/clickhouse.ts";
import { textFromTimeUs } from "../streams/units.ts";
import { ordersOf } from "./orders.ts";
import type { Presenter } from "./present.ts";
import type { HopAnswer, WhyAnswer } from "./protocol.ts";
import { newestRecords } from "./rows.ts";

const most = 200;

/** The why-trace of a fill, or undefined where there is no such fill. */
export const whyOf = Effect.fnUntraced(function* (
  store: StoreShape,
  presenter: Presenter,
  fillId: string,
) {
  const [fill] = yield* newestRecords(store, "fill", { limit: 1, equal: { fill_id: fillId } });
  if (fill === undefined) return undefined;
  const byOrder = { limit: most, equal: { client_order_id: fill.clientOrderId } };
  const [orders, events, [risk], [signal], [trace]] = yield* Effect.all([
    ordersOf(store, presenter, { limit: 1, clientOrderId: fill.clientOrderId }),
    newestRecords(store, "orderEvent", byOrder),
    newestRecords(store, "riskDecision", byOrder),
    newestRecords(store, "signal", { limit: 1, equal: { signal_id: fill.signalId } }),
    newestRecords(store, "trace", byOrder),
  ], { concurrency: 3 });
  const cause = signal === undefined
    ? fill.orderPosition
    : signal.predictionPosition || signal.position;
  const at = (tag: Tag) => atPosition(store, tag, cause, fill.instrumentId);
  const [prediction, features, ...ticks] = yield* Effect.all([
    signal === undefined || signal.model === "" ? Effect.succeed(undefined) : at("prediction"),
    at("featureVector"),
    at("quote"),
    at("trade"),
    at("bookDelta"),
  ], { concurrency: 3 });
  const tick = ticks.find((one) => one !== undefined);
  const answer: WhyAnswer = {
    fill: presenter.fill(fill),
    order: orders[0]!.answer,
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
    features: features?._tag === "featureVector" ? featuresOf(features) : null,
    tick: tick === undefined ? null : tickOf(presenter, tick),
    hops: trace === undefined ? [] : hopsOf(trace),
    order_to_fill_us: fill.eventTimeUs - fill.orderEventTimeUs,
  };
  return answer;
}) as (
  store: StoreShape,
  presenter: Presenter,
  fillId: string,
) => Effect.Effect<WhyAnswer | undefined, StoreError>;

const atPosition = (store: StoreShape, tag: Tag, position: number, instrumentId: number) =>
  newestRecords(store, tag, {
    limit: 1,
    before: { position, outputIndex: 65_535 },
    instrumentId,
    equal: { position },
  }).pipe(Effect.map((rows): AnyRecord | undefined => rows[0]));

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

/** The hops of an order through this process, in order; a hop without a time is told as unknown. */
const hopsOf = (trace: Trace): HopAnswer[] => {
  const times: readonly (readonly [string, number])[] = [
    ["tick received", trace.ingestTimeUs],
    ["features computed", trace.featuresTimeUs],
    ["prediction received", trace.predictedTimeUs],
    ["order approved", trace.decidedTimeUs],
    ["tick durable", trace.tickDurableTimeUs],
    ["order durable", trace.orderDurableTimeUs],
    ["order released", trace.releasedTimeUs],
  ];
  let before = 0;
  return times.map(([name, at]) => {
    const took = at === 0 || before === 0 ? null : at - before;
    if (at !== 0) before = at;
    return { name, at: at === 0 ? null : textFromTimeUs(at), took_us: took };
  });
};

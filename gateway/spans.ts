// From a tick to its order and fills as spans of OpenTelemetry: one trace for each order, named by its id.
import { createHash } from "node:crypto";
import type { Trace } from "../streams/control.ts";
import type { Fill } from "../streams/orders.ts";

/** A span as OTLP's JSON has it (opentelemetry-proto, trace.proto). */
export interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  /** 1: internal. */
  readonly kind: 1;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly Attribute[];
}

interface Attribute {
  readonly key: string;
  readonly value: { readonly stringValue: string } | { readonly intValue: string };
}

/** "contrail" in ASCII: the first half of every trace id, so that ours can be told from others. */
const prefix = "636f6e747261696c";

/**
 * The trace of an order: 32 hexadecimal digits, the second half those that SHA-256 of its client order id
 * begins with, so that an order, its fills and its times all name it.
 */
export const traceIdOf = (clientOrderId: string): string =>
  prefix + createHash("sha256").update(clientOrderId).digest("hex").slice(0, 16);

type TimeKey = Extract<keyof Trace, `${string}TimeUs`>;

/** The hops of an order, each between two of its times; a hop of which one is unknown is left out. */
const hops: readonly (readonly [name: string, from: TimeKey, to: TimeKey])[] = [
  ["features", "ingestTimeUs", "featuresTimeUs"],
  ["inference", "featuresTimeUs", "predictedTimeUs"],
  ["decision", "predictedTimeUs", "decidedTimeUs"],
  ["tick durable", "ingestTimeUs", "tickDurableTimeUs"],
  ["order durable", "decidedTimeUs", "orderDurableTimeUs"],
];

/** The spans of one order: the whole way, and its hops below it. */
export const spansOf = (trace: Trace, instrument: string): readonly Span[] => {
  const traceId = traceIdOf(trace.clientOrderId);
  const root = spanIdOf(trace, 0);
  const attributes = [
    text("contrail.instrument", instrument),
    text("contrail.client_order_id", trace.clientOrderId),
  ];
  const span = (index: number, name: string, [from, to]: readonly [TimeKey, TimeKey]): Span => ({
    traceId,
    spanId: spanIdOf(trace, index),
    ...(index === 0 ? {} : { parentSpanId: root }),
    name,
    kind: 1,
    startTimeUnixNano: nanoseconds(trace[from]),
    endTimeUnixNano: nanoseconds(trace[to]),
    attributes: index === 0 ? attributes : [],
  });
  const known = hops.map(([name, from, to], i) => ({ name, from, to, index: i + 1 }))
    .filter(({ from, to }) => trace[from] > 0 && trace[to] >= trace[from]);
  return [
    span(0, "tick to order", ["ingestTimeUs", "releasedTimeUs"]),
    ...known.map(({ name, from, to, index }) => span(index, name, [from, to])),
  ];
};

/** A fill, at a time of our clock, below the order that it belongs to. */
export const spanOfFill = (fill: Fill, order: Trace, atUs: number): Span => ({
  traceId: traceIdOf(order.clientOrderId),
  spanId: spanIdOf(fill, hops.length + 1),
  parentSpanId: spanIdOf(order, 0),
  name: "fill",
  kind: 1,
  startTimeUnixNano: nanoseconds(order.releasedTimeUs),
  endTimeUnixNano: nanoseconds(Math.max(atUs, order.releasedTimeUs)),
  attributes: [
    text("contrail.fill_id", fill.fillId),
    whole("contrail.position", fill.orderPosition),
    text("contrail.side", fill.side),
    whole("contrail.price_ticks", fill.lastPriceTicks),
    whole("contrail.quantity_lots", fill.lastQuantityLots),
    text("contrail.why", `/v1/fills/${encodeURIComponent(fill.fillId)}/why`),
  ],
});

/** 16 hexadecimal digits out of position, output index and which of its spans: the same for the same record. */
const spanIdOf = (
  { position, outputIndex }: { readonly position: number; readonly outputIndex: number },
  index: number,
): string =>
  (position % 2 ** 40).toString(16).padStart(10, "0") +
  (outputIndex % 2 ** 16).toString(16).padStart(4, "0") + (index + 1).toString(16).padStart(2, "0");

const nanoseconds = (us: number): string => `${us}000`;
const text = (key: string, stringValue: string): Attribute => ({ key, value: { stringValue } });
const whole = (key: string, value: number): Attribute => ({
  key,
  value: { intValue: String(value) },
});

// Sends spans to a collector over OTLP/HTTP, a batch a second; what it cannot take in time is dropped and counted.
import { Effect, type Scope } from "effect";
import { nowUs } from "../actors/run/clock.ts";
import type { Trace } from "../streams/control.ts";
import type { Fill } from "../streams/orders.ts";
import { spanBatch, spanMs, spansWaiting, tracesKept } from "./limits.ts";
import { type Span, spanOfFill, spansOf } from "./spans.ts";

/** Where spans go. */
export interface SpanExport {
  /** Takes the times of an order that was released since this process began. */
  readonly onTrace: (trace: Trace, instrument: string) => void;
  /** Takes a fill; of an order of before, there is no trace to put it in. */
  readonly onFill: (fill: Fill) => void;
  /** Spans that were sent, and spans that were dropped. */
  readonly counts: () => { readonly sent: number; readonly dropped: number };
}

/** Nothing is sent. */
export const noSpans: SpanExport = {
  onTrace: () => {},
  onFill: () => {},
  counts: () => ({ sent: 0, dropped: 0 }),
};

/** Sends to a collector, `http://host:4318`, until the scope closes. */
export const openSpanExport = (
  endpoint: string,
): Effect.Effect<SpanExport, never, Scope.Scope> =>
  Effect.gen(function* () {
    const startedUs = nowUs();
    const orders = new Map<string, Trace>();
    let waiting: Span[] = [];
    let sent = 0;
    let dropped = 0;
    const add = (spans: readonly Span[]): void => {
      if (waiting.length + spans.length > spansWaiting) dropped += spans.length;
      else waiting.push(...spans);
    };
    const flush = Effect.suspend(() => {
      if (waiting.length === 0) return Effect.void;
      const batch = waiting.slice(0, spanBatch);
      waiting = waiting.slice(batch.length);
      return post(endpoint, batch).pipe(
        Effect.match({
          onSuccess: () => void (sent += batch.length),
          onFailure: () => void (dropped += batch.length),
        }),
      );
    });
    yield* Effect.forkScoped(Effect.forever(Effect.delay(flush, "1 second")));
    yield* Effect.addFinalizer(() => flush);
    return {
      onTrace: (trace, instrument) => {
        if (trace.releasedTimeUs < startedUs) return;
        orders.set(trace.clientOrderId, trace);
        if (orders.size > tracesKept) orders.delete(orders.keys().next().value!);
        add(spansOf(trace, instrument));
      },
      onFill: (fill) => {
        const order = orders.get(fill.clientOrderId);
        if (order !== undefined) add([spanOfFill(fill, order, nowUs())]);
      },
      counts: () => ({ sent, dropped }),
    };
  });

const post = (endpoint: string, spans: readonly Span[]): Effect.Effect<void, Error> =>
  Effect.tryPromise({
    try: async () => {
      const answer = await fetch(new URL("/v1/traces", endpoint), {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({
          resourceSpans: [{
            resource: { attributes: [{ key: "service.name", value: { stringValue: "contrail" } }] },
            scopeSpans: [{ scope: { name: "contrail" }, spans }],
          }],
        }),
        signal: AbortSignal.timeout(spanMs),
      });
      await answer.arrayBuffer();
      if (!answer.ok) throw new Error(`The collector answered ${answer.status}`);
    },
    catch: (cause) => cause as Error,
  });

/** The collector that the environment names (`OTEL_EXPORTER_OTLP_ENDPOINT`). Throws where it is no URL. */
export const collectorOf = (env: NodeJS.ProcessEnv): string | undefined => {
  const text = env["OTEL_EXPORTER_OTLP_ENDPOINT"] ?? "";
  if (text === "") return undefined;
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw new Error(
      `OTEL_EXPORTER_OTLP_ENDPOINT is "${text}": expected the URL of a collector, http://host:4318`,
    );
  }
  return text;
};

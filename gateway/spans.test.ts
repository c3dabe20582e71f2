// Spans of an order: what they are called and lie in, and that they reach a collector, or are counted where not.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Effect, Exit, Scope } from "effect";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { nowUs } from "../actors/run/clock.ts";
import { fillRow } from "../actors/testing/rows.ts";
import type { Trace } from "../streams/control.ts";
import { collectorOf, openSpanExport } from "./span-export.ts";
import { type Span, spanOfFill, spansOf, traceIdOf } from "./spans.ts";

const order = (fields: Partial<Trace> = {}): Trace => ({
  ...{ _tag: "trace", position: 258, outputIndex: 3, instrumentId: 1, eventTimeUs: 0 },
  ...{ clientOrderId: "A1", ingestTimeUs: 1_000, featuresTimeUs: 1_040, predictedTimeUs: 1_300 },
  ...{ decidedTimeUs: 1_350, tickDurableTimeUs: 1_200, orderDurableTimeUs: 1_600 },
  ...{ releasedTimeUs: 1_610, ...fields },
});

describe("the spans of an order", () => {
  it("are one trace, named by its id, with a span for each hop below the whole", () => {
    const [root, ...hops] = spansOf(order(), "ALTO.sim");
    expect(root).toMatchObject({
      traceId: "636f6e747261696c16a36e86f6fed5d4",
      name: "tick to order",
      startTimeUnixNano: "1000000",
      endTimeUnixNano: "1610000",
    });
    expect(hops.map(({ name }) => name))
      .toEqual(["features", "inference", "decision", "tick durable", "order durable"]);
    expect(hops.every((span) => span.parentSpanId === root!.spanId)).toBe(true);
    expect(new Set([root!, ...hops].map(({ spanId }) => spanId)).size).toBe(6);
    expect([root!, ...hops].every(({ spanId }) => /^[0-9a-f]{16}$/.test(spanId))).toBe(true);
  });

  it("leave out a hop whose time is unknown", () => {
    const names = spansOf(order({ predictedTimeUs: 0 }), "ALTO.sim").map(({ name }) => name);
    expect(names).toEqual(["tick to order", "features", "tick durable", "order durable"]);
  });

  it("hold a fill, with the way to its reasons", () => {
    const fill = fillRow({ fillId: "sim/ALTO.sim/260/0", position: 260 });
    const span = spanOfFill(fill, order(), 9_000);
    expect(span.traceId).toBe(traceIdOf("A1"));
    expect(span.attributes).toContainEqual({
      key: "contrail.why",
      value: { stringValue: "/v1/fills/sim%2FALTO.sim%2F260%2F0/why" },
    });
  });
});

describe("the export of spans", () => {
  let server: Server;
  let endpoint: string;
  const spans: Span[] = [];
  let status = 200;
  beforeEach(async () => {
    spans.length = 0;
    status = 200;
    server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on("data", (part: Buffer) => parts.push(part));
      request.on("end", () => {
        const body = JSON.parse(Buffer.concat(parts).toString());
        spans.push(...body.resourceSpans[0].scopeSpans[0].spans);
        response.writeHead(status).end("{}");
      });
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => new Promise((done) => server.close(done)));

  const exported = async (work: (to: { traces: Trace[] }) => void) => {
    const scope = await Effect.runPromise(Scope.make());
    const open = await Effect.runPromise(Scope.provide(openSpanExport(endpoint), scope));
    const to = { traces: [] as Trace[] };
    work(to);
    for (const trace of to.traces) open.onTrace(trace, "ALTO.sim");
    open.onFill(fillRow({ clientOrderId: "A1", position: 260 }));
    await Effect.runPromise(Scope.close(scope, Exit.void));
    return open.counts();
  };
  const now = (): Trace => {
    const at = nowUs() + 1_000;
    return order({
      ...{
        ingestTimeUs: at,
        featuresTimeUs: at + 1,
        predictedTimeUs: at + 2,
        decidedTimeUs: at + 3,
      },
      ...{ tickDurableTimeUs: at + 2, orderDurableTimeUs: at + 4, releasedTimeUs: at + 5 },
    });
  };

  it("sends an order and its fill", async () => {
    const counts = await exported(({ traces }) => traces.push(now()));
    expect(counts).toEqual({ sent: 7, dropped: 0 });
    expect(spans.map(({ name }) => name)).toContain("fill");
    expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([traceIdOf("A1")]));
  });

  it("sends nothing of an order that was released before it began, as after a restart", async () => {
    expect(await exported(({ traces }) => traces.push(order()))).toEqual({ sent: 0, dropped: 0 });
    expect(spans).toEqual([]);
  });

  it("counts what a collector refuses", async () => {
    status = 503;
    const counts = await exported(({ traces }) => traces.push(now()));
    expect(counts).toEqual({ sent: 0, dropped: 7 });
  });

  it("says what is wrong with the address of a collector", () => {
    expect(collectorOf({})).toBeUndefined();
    expect(() => collectorOf({ OTEL_EXPORTER_OTLP_ENDPOINT: "jaeger:4318" }))
      .toThrow('OTEL_EXPORTER_OTLP_ENDPOINT is "jaeger:4318": expected the URL of a collector');
  });
});

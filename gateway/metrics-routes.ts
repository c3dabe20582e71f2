// The metrics of everything, for Prometheus.
import { Effect, Schema } from "effect";
import { Raw } from "./answer.ts";
import { metricsOf } from "./metrics.ts";
import { type Route, route } from "./route.ts";

/** The route of the metrics. */
export const metricsRoutes: readonly Route[] = [
  route({
    path: "/v1/metrics",
    also: ["/metrics"],
    scope: "read:market",
    summary: "What the processes say of themselves, in Prometheus' text format",
    parameters: {},
    content: ["text/plain"],
    answer: Schema.String as never,
    respond: ({ hub }) =>
      Effect.sync(() =>
        new Raw(metricsOf(hub), { "content-type": "text/plain; version=0.0.4; charset=utf-8" })
      ),
  }),
];

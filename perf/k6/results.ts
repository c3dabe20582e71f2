// What is kept of a k6 run: the metrics that a budget is on, without what only k6 needs.
import { readFileSync, rmSync } from "node:fs";

interface Summary {
  readonly metrics: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const kept = [
  "execution_latency_milliseconds",
  "fan_out_milliseconds",
  "stream_messages",
  "stream_errors",
  "http_req_duration",
  "http_req_duration{kind:read}",
  "http_req_duration{kind:read,part:first}",
  "http_req_duration{kind:read,part:last}",
  "http_req_duration{kind:order}",
  "http_req_duration{part:after}",
  "http_req_failed",
  "http_reqs",
  "ws_connecting",
  "ws_sessions",
  "dropped_iterations",
  "checks",
];

/** The kept metrics of a summary file, which is deleted. */
export const resultsIn = (file: string): Readonly<Record<string, unknown>> => {
  const { metrics } = JSON.parse(readFileSync(file, "utf8")) as Summary;
  rmSync(file);
  return Object.fromEntries(kept.flatMap((name) => {
    const metric = metrics[name];
    if (metric === undefined) return [];
    const { thresholds: _, ...values } = metric;
    return [[name, values]];
  }));
};

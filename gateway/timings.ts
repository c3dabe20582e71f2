// How long each hop of the newest orders took, for the metrics.
import type { Trace } from "../streams/control.ts";
import { tracesKept } from "./limits.ts";

/** A hop: its metric, what it is, and the two times it lies between. */
interface Hop {
  readonly name: string;
  readonly help: string;
  readonly from: TimeKey;
  readonly to: TimeKey;
}
type TimeKey = Extract<keyof Trace, `${string}TimeUs`>;

const hops: readonly Hop[] = [
  {
    name: "inference_time_ms",
    help: "Wall clock from a feature vector to its prediction, of the newest orders",
    from: "featuresTimeUs",
    to: "predictedTimeUs",
  },
  {
    name: "order_durable_time_milliseconds",
    help:
      "Wall clock from the approval of an order until the stream holds it, of the newest orders",
    from: "decidedTimeUs",
    to: "orderDurableTimeUs",
  },
];

/** Keeps the times of the newest orders. */
export class Timings {
  private readonly traces: Trace[] = [];

  /** Takes the times of an order. */
  add(trace: Trace): void {
    this.traces.push(trace);
    if (this.traces.length > 2 * tracesKept) this.traces.splice(0, tracesKept);
  }

  /** Median and 99th percentile of each hop as lines of Prometheus' text format. */
  lines(): string[] {
    return hops.flatMap(({ name, help, from, to }) => {
      const took = this.traces.slice(-tracesKept)
        .filter((trace) => trace[from] > 0 && trace[to] > 0)
        .map((trace) => (trace[to] - trace[from]) / 1000)
        .sort((a, b) => a - b);
      if (took.length === 0) return [];
      const quantile = (q: number) => took[Math.min(took.length - 1, Math.floor(took.length * q))];
      return [
        `# HELP ${name} ${help}`,
        `# TYPE ${name} summary`,
        `${name}{quantile="0.5"} ${quantile(0.5)}`,
        `${name}{quantile="0.99"} ${quantile(0.99)}`,
      ];
    });
  }
}

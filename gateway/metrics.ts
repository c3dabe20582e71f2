// What the processes say of themselves, in Prometheus' text format.
import { nowUs } from "../actors/run/clock.ts";
import { tradingStates } from "../streams/control.ts";
import { type DriftStatus, nameOf, type ProcessStatus } from "../streams/status.ts";
import { healthOf } from "./health.ts";
import type { Hub } from "./hub.ts";

interface Metric {
  readonly name: string;
  readonly type: "gauge" | "counter" | "summary";
  readonly help: string;
  /** Labels and value of each sample of a process; `suffix` is put behind the name. */
  readonly samples: (status: ProcessStatus) => readonly Sample[];
}
interface Sample {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
  readonly suffix?: string;
}

const actors = (status: ProcessStatus, value: (one: ProcessStatus["actors"][number]) => number) =>
  status.actors.map((one) => ({ labels: { actor: one.name }, value: value(one) }));
const streams = (
  status: ProcessStatus,
  value: (one: ProcessStatus["streams"][number]) => number,
) =>
  status.streams.map((one) => ({
    labels: { stream: one.name, role: one.role },
    value: value(one),
  }));
const ofMap = (label: string, map: Readonly<Record<string, number>> = {}) =>
  Object.entries(map).map(([name, value]) => ({ labels: { [label]: name }, value }));
const actorNamed = (status: ProcessStatus, name: RegExp) =>
  status.actors.filter((one) => name.test(one.name));

/** A sample for every feature of every model that is watched. */
const drifts = (
  { drift = [] }: ProcessStatus,
  value: (one: DriftStatus["features"][number]) => number,
): readonly Sample[] =>
  drift.flatMap(({ model, version, instrument, features }) =>
    features.map((one) => ({
      labels: { model, version: String(version), instrument, feature: one.feature },
      value: value(one),
    }))
  );

/** What a live venue's feed says; nothing where there is none. */
const feed = ([
  ["connected", "gauge", "1 while the feed is connected"],
  ["reconnects", "counter", "Times the feed was connected again"],
  ["gaps", "counter", "Jumps of the venue's numbering: updates that never came"],
  ["resyncs", "counter", "Books that were fetched anew"],
  ["stale", "gauge", "Instruments of which nothing has come for too long"],
] as const).map(([key, type, help]): Metric => ({
  name: `contrail_feed_${key}${type === "counter" ? "_total" : ""}`,
  type,
  help,
  samples: ({ source }) => source?.feed === undefined ? [] : [{ value: Number(source.feed[key]) }],
}));

const metrics: readonly Metric[] = [
  {
    name: "contrail_process_up",
    type: "gauge",
    help: "1 while a process runs or drains",
    samples: ({ state }) => [{ value: state === "running" || state === "draining" ? 1 : 0 }],
  },
  {
    name: "contrail_process_uptime_seconds",
    type: "gauge",
    help: "Seconds since a process started",
    samples: ({ timeUs, startedTimeUs }) => [{ value: (timeUs - startedTimeUs) / 1e6 }],
  },
  {
    name: "contrail_process_status_age_seconds",
    type: "gauge",
    help: "Seconds since a process last said how it does",
    samples: ({ timeUs }) => [{ value: Math.max(0, nowUs() - timeUs) / 1e6 }],
  },
  {
    name: "contrail_process_memory_bytes",
    type: "gauge",
    help: "Resident memory",
    samples: ({ memoryBytes }) => [{ value: memoryBytes }],
  },
  {
    name: "execution_latency_milliseconds",
    type: "summary",
    help: "Wall clock from the receipt of a tick to the release of its order, of the last minute",
    samples: ({ tickToOrderMs: latency }) =>
      latency === undefined ? [] : [
        { labels: { quantile: "0.5" }, value: latency.p50 },
        { labels: { quantile: "0.99" }, value: latency.p99 },
        { value: latency.orders, suffix: "_count" },
      ],
  },
  {
    name: "orders_processed_total",
    type: "counter",
    help: "Messages the orders actor has taken since the start",
    samples: (status) =>
      actorNamed(status, /^orders/).map((one) => ({
        labels: { actor: one.name },
        value: one.received,
      })),
  },
  {
    name: "predictions_made_total",
    type: "counter",
    help: "Predictions since the start",
    samples: (status) =>
      actorNamed(status, /^(inference|model)/).map((one) => ({
        labels: { actor: one.name },
        value: one.emitted,
      })),
  },
  {
    name: "model_drift_psi",
    type: "gauge",
    help: "Population stability index of a feature against what the model learned from",
    samples: (status) => drifts(status, ({ psi }) => psi),
  },
  {
    name: "model_drift_ks",
    type: "gauge",
    help:
      "Largest distance of the distribution functions of a feature, now and where the model learned",
    samples: (status) => drifts(status, ({ ks }) => ks),
  },
  {
    name: "model_drift_share_of_limit",
    type: "gauge",
    help: "How far a feature has drifted; from 1 on it is another than the model learned from",
    samples: (status) => drifts(status, ({ share }) => share),
  },
  {
    name: "inference_lag_milliseconds",
    type: "gauge",
    help: "How far the model is behind its input",
    samples: (status) =>
      actorNamed(status, /^(inference|model)/).map((one) => ({
        labels: { actor: one.name },
        value: one.lagMs,
      })),
  },
  {
    name: "contrail_actor_received_total",
    type: "counter",
    help: "Messages an actor has taken since the start",
    samples: (status) => actors(status, (one) => one.received),
  },
  {
    name: "contrail_actor_emitted_total",
    type: "counter",
    help: "Messages an actor has given since the start",
    samples: (status) => actors(status, (one) => one.emitted),
  },
  {
    name: "contrail_actor_errors_total",
    type: "counter",
    help: "Messages an actor could not handle since the start",
    samples: (status) => actors(status, (one) => one.errors),
  },
  {
    name: "contrail_actor_lag_milliseconds",
    type: "gauge",
    help: "How far an actor is behind its input",
    samples: (status) => actors(status, (one) => one.lagMs),
  },
  {
    name: "contrail_stream_sequence",
    type: "gauge",
    help: "Last sequence of a stream that a process wrote or read",
    samples: (status) => streams(status, (one) => one.sequence),
  },
  {
    name: "contrail_stream_position",
    type: "gauge",
    help: "Position of the log up to which a stream is written, or recorded in the tables",
    samples: (status) => streams(status, (one) => Math.max(0, one.position)),
  },
  {
    name: "contrail_stream_pending",
    type: "gauge",
    help:
      "Records in a process's memory: queued and not yet acknowledged, or read and not yet recorded",
    samples: (status) => streams(status, (one) => one.pending),
  },
  {
    name: "contrail_table_rows_total",
    type: "counter",
    help: "Rows recorded in a table since the start",
    samples: ({ tables }) => ofMap("table", tables),
  },
  {
    name: "contrail_refusals_total",
    type: "counter",
    help: "Input refused at the edge since the start",
    samples: ({ refusals }) => ofMap("reason", refusals),
  },
  {
    name: "contrail_source_records_total",
    type: "counter",
    help: "Records the market source has given",
    samples: ({ source }) =>
      source === undefined ? [] : [{ labels: { source: source.kind }, value: source.records }],
  },
  {
    name: "contrail_source_behind_milliseconds",
    type: "gauge",
    help: "How late a paced source is: what is due and was not yet taken",
    samples: ({ source }) =>
      source?.behindMs === undefined
        ? []
        : [{ labels: { source: source.kind }, value: source.behindMs }],
  },
  {
    name: "contrail_trading_state",
    type: "gauge",
    help: "1 for the state that trading is in",
    samples: ({ tradingState }) =>
      tradingState === undefined ? [] : tradingStates.map((state) => ({
        labels: { state },
        value: Number(state === tradingState),
      })),
  },
  ...feed,
];

/** The text of `/metrics`. */
export const metricsOf = (hub: Hub): string => {
  const statuses = hub.newest("status");
  const lines = [
    "# HELP contrail_up 1 while the core runs",
    "# TYPE contrail_up gauge",
    `contrail_up ${healthOf(hub).status === "down" ? 0 : 1}`,
    "# HELP contrail_stream_clients Clients of /v1/stream",
    "# TYPE contrail_stream_clients gauge",
    `contrail_stream_clients ${hub.size}`,
  ];
  for (const metric of metrics) {
    const samples = statuses.flatMap((status) =>
      metric.samples(status).map((sample) => lineOf(metric.name, nameOf(status), sample))
    );
    if (samples.length === 0) continue;
    lines.push(`# HELP ${metric.name} ${metric.help}`, `# TYPE ${metric.name} ${metric.type}`);
    lines.push(...samples);
  }
  const { sent, dropped } = hub.spans.counts();
  lines.push(
    "# HELP contrail_spans_total Spans of orders that were sent to the collector, or dropped",
    "# TYPE contrail_spans_total counter",
    `contrail_spans_total{outcome="sent"} ${sent}`,
    `contrail_spans_total{outcome="dropped"} ${dropped}`,
  );
  lines.push(...hub.timings.lines(), ...hub.accuracy.lines());
  return `${lines.join("\n")}\n`;
};

const lineOf = (name: string, process: string, { labels, value, suffix = "" }: Sample): string => {
  const pairs = Object.entries({ process, ...labels }).map(([key, text]) =>
    `${key}="${escaped(text)}"`
  );
  return `${name}${suffix}{${pairs.join(",")}} ${value}`;
};

const escaped = (text: string): string =>
  text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");

// The roster of dashboards: what each panel asks. `npm run dashboards` writes the files that Grafana reads.
import { chart, chartOf, type Dashboard, tableOf } from "./panels.ts";

/** The bounds of the page's time, by the time of recording: event time is another where a recording plays. */
const inTime = "$__timeFilter(t.recorded_time)";
const names = "INNER JOIN instruments AS i FINAL USING (instrument_id)";
/** The trace of an order: "contrail", and what SHA-256 of its id begins with (gateway/spans.ts). */
const traceId =
  "concat('636f6e747261696c', lower(hex(substring(SHA256(t.client_order_id), 1, 8))))";

const overview: Dashboard = {
  uid: "overview",
  title: "overview",
  panels: [
    { ...chart("Core runs", "short", ["contrail_up", "up"]), type: "stat" },
    chart("Market records a second", "short", [
      "rate(contrail_source_records_total[1m])",
      "{{source}}",
    ]),
    chart(
      "Tick to order",
      "ms",
      ['execution_latency_milliseconds{quantile="0.5"}', "p50"],
      ['execution_latency_milliseconds{quantile="0.99"}', "p99"],
    ),
    chart("Order messages a second", "short", ["rate(orders_processed_total[1m])", "{{actor}}"]),
    chart("Accuracy of the newest predictions", "percentunit", ["model_accuracy", "{{model}}"]),
    chart("Clients of the socket", "short", ["contrail_stream_clients", "clients"]),
    chart("State of trading", "short", ["contrail_trading_state", "{{state}}"]),
    chart("Source late", "ms", ["contrail_source_behind_milliseconds", "{{source}}"]),
  ],
};

const pipeline: Dashboard = {
  uid: "pipeline",
  title: "pipeline and lag",
  panels: [
    chart("Received a second", "short", ["rate(contrail_actor_received_total[1m])", "{{actor}}"]),
    chart("Emitted a second", "short", ["rate(contrail_actor_emitted_total[1m])", "{{actor}}"]),
    chart("Lag", "ms", ["contrail_actor_lag_milliseconds", "{{actor}}"]),
    chart("Errors", "short", ["increase(contrail_actor_errors_total[5m])", "{{actor}}"]),
    chart("Not yet acknowledged or read", "short", [
      "contrail_stream_pending",
      "{{stream}} {{role}}",
    ]),
    chart("Refused input", "short", ["increase(contrail_refusals_total[5m])", "{{reason}}"]),
    tableOf(
      "Dead letters",
      `SELECT t.recorded_time AS recorded, t.actor, t.stream, t.sequence, t.error, t.attempts
FROM dead_letters AS t
WHERE ${inTime}
ORDER BY recorded DESC LIMIT 50`,
    ),
  ],
};

const latency: Dashboard = {
  uid: "latency",
  title: "latency budget",
  panels: [
    ...([
      ["Tick to order", "execution_latency_milliseconds"],
      ["Inference", "inference_time_ms"],
      ["Order durable", "order_durable_time_milliseconds"],
    ] as const).map(([title, metric]) =>
      chart(title, "ms", [`${metric}{quantile="0.5"}`, "p50"], [
        `${metric}{quantile="0.99"}`,
        "p99",
      ])
    ),
    chart("Model behind its input", "ms", ["inference_lag_milliseconds", "{{actor}}"]),
    chartOf(
      "Each hop of the orders of a second, p99 in microseconds",
      "µs",
      `SELECT toStartOfSecond(t.released_time) AS time,
  quantileIf(0.99)(dateDiff('us', t.ingest_time, t.features_time), t.features_time > t.ingest_time) AS features,
  quantileIf(0.99)(dateDiff('us', t.features_time, t.predicted_time), t.predicted_time > t.features_time) AS inference,
  quantileIf(0.99)(dateDiff('us', t.ingest_time, t.tick_durable_time), t.tick_durable_time > t.ingest_time) AS tick_durable,
  quantileIf(0.99)(dateDiff('us', t.decided_time, t.order_durable_time), t.order_durable_time > t.decided_time) AS order_durable
FROM traces AS t
WHERE ${inTime}
GROUP BY time ORDER BY time`,
    ),
    tableOf(
      "The slowest orders, each with its trace",
      `SELECT i.name AS instrument, t.client_order_id AS order_id, t.released_time AS released,
  dateDiff('us', t.ingest_time, t.released_time) / 1000 AS took_ms,
  ${traceId} AS trace_id
FROM traces AS t ${names}
WHERE ${inTime} AND t.released_time > t.ingest_time
ORDER BY took_ms DESC LIMIT 50`,
      { trace_id: "${jaeger}/trace/${__value.text}" },
    ),
  ],
};

const trading: Dashboard = {
  uid: "trading",
  title: "trading and risk",
  panels: [
    chart("State of trading", "short", ["contrail_trading_state", "{{state}}"]),
    chartOf(
      "Result by strategy: realized and unrealized, less fees",
      "short",
      `SELECT time, strategy, sum(result) AS result
FROM (
  SELECT toStartOfInterval(t.recorded_time, INTERVAL 5 SECOND) AS time, t.strategy AS strategy, i.name AS instrument,
    argMax((toFloat64(t.realized_tick_lots) + t.unrealized_half_tick_lots / 2 - t.fees_tick_lots)
      * toFloat64(i.tick_size) * toFloat64(i.lot_size), (t.position, t.output_index)) AS result
  FROM positions AS t ${names}
  WHERE ${inTime} AND t.strategy != ''
  GROUP BY time, strategy, instrument
)
GROUP BY time, strategy ORDER BY time`,
    ),
    chartOf(
      "Orders by what became of them",
      "short",
      `SELECT toStartOfInterval(t.recorded_time, INTERVAL 5 SECOND) AS time, toString(t.event) AS event, count() AS orders
FROM order_events AS t
WHERE ${inTime}
GROUP BY time, event ORDER BY time`,
    ),
    chartOf(
      "Denied by risk",
      "short",
      `SELECT toStartOfInterval(t.recorded_time, INTERVAL 5 SECOND) AS time, toString(t.reason) AS reason, count() AS denied
FROM risk_decisions AS t
WHERE ${inTime} AND t.decision = 'denied'
GROUP BY time, reason ORDER BY time`,
    ),
    tableOf(
      "Use of limits: the fullest of each, as a share",
      `SELECT check AS limit_name, max(value / bound) AS share, argMax(value, value / bound) AS was, any(bound) AS limit_value
FROM risk_decisions AS t
ARRAY JOIN checks AS check, values AS value, limits AS bound
WHERE ${inTime} AND bound > 0
GROUP BY check ORDER BY share DESC`,
    ),
    tableOf(
      "Fills: follow one to its reasons, or to its trace",
      `SELECT t.recorded_time AS recorded, i.name AS instrument, t.strategy, t.side AS side,
  t.last_price_ticks * i.tick_size AS price, t.last_quantity_lots * i.lot_size AS quantity,
  t.liquidity AS liquidity, t.fill_id AS fill_id, ${traceId} AS trace_id
FROM fills AS t ${names}
WHERE ${inTime}
ORDER BY t.position DESC LIMIT 100`,
      {
        fill_id: "${contrail}/v1/fills/${__value.text:percentencode}/why",
        trace_id: "${jaeger}/trace/${__value.text}",
      },
    ),
    tableOf(
      "What is held",
      `SELECT instrument, account, strategy, argMax(quantity, position) AS held,
  argMax(realized, position) AS realized, argMax(unrealized, position) AS unrealized, argMax(fees, position) AS fees
FROM v_positions
GROUP BY instrument, account, strategy
HAVING held != 0
ORDER BY instrument, strategy`,
    ),
  ],
};

const models: Dashboard = {
  uid: "models",
  title: "models and drift",
  panels: [
    chart("Accuracy of the newest outcomes, one vote per move", "percentunit", [
      "model_accuracy",
      "{{model}} {{version}} {{role}}",
    ]),
    chart("Predictions that were scored", "short", ["model_scored_predictions", "{{model}}"]),
    chart("Predictions a second", "short", ["rate(predictions_made_total[1m])", "{{actor}}"]),
    chart("Inference", "ms", ['inference_time_ms{quantile="0.99"}', "p99"]),
    chart("Brier score of the newest outcomes", "short", ["model_brier", "{{model}} {{role}}"]),
    chart("Bias: said up less was up", "percentunit", ["model_bias", "{{model}} {{role}}"]),
    chart("Drift of features, as a share of their limit", "percentunit", [
      "model_drift_share_of_limit",
      "{{model}} {{instrument}} {{feature}}",
    ]),
    chart("Predictions left out: marked data, or a lost outcome", "short", [
      "rate(model_excluded_predictions[1m])",
      "{{model}}",
    ]),
    tableOf(
      "Calibration: what was said and what came",
      `SELECT model, model_version, bin / 20 AS from, sum(said) / sum(votes) AS said_up,
  sumIf(votes, came = 'up') / sum(votes) AS went_up, sum(predictions) AS predictions
FROM model_scores
WHERE counted AND $__timeFilter(hour)
GROUP BY model, model_version, bin
HAVING sum(votes) > 0
ORDER BY model, model_version, bin`,
    ),
    tableOf(
      "Drift that was raised and cleared",
      `SELECT t.recorded_time AS recorded, t.subject AS model, t.part AS feature, t.state AS state, t.value, t.limit, t.reason
FROM alerts AS t
WHERE ${inTime}
ORDER BY recorded DESC LIMIT 50`,
    ),
  ],
};

const stores: Dashboard = {
  uid: "stores",
  title: "NATS and ClickHouse",
  panels: [
    chart("Messages of a stream a second", "short", [
      "rate(contrail_stream_sequence[1m])",
      "{{stream}} {{role}}",
    ]),
    chart("Records that wait for a stream, or to be read", "short", [
      "contrail_stream_pending",
      "{{stream}} {{role}}",
    ]),
    chart("Written and not yet recorded, in positions of the log", "short", [
      'max by (stream) (contrail_stream_position{role="writer"}) - min by (stream) (contrail_stream_position{process="recorder"})',
      "{{stream}}",
    ]),
    chart("Rows recorded a second", "short", ["rate(contrail_table_rows_total[1m])", "{{table}}"]),
    tableOf(
      "Tables: rows, parts, bytes on disk and per row",
      `SELECT table, sum(rows) AS row_count, count() AS parts, formatReadableSize(sum(bytes_on_disk)) AS on_disk,
  round(sum(bytes_on_disk) / greatest(1, sum(rows)), 1) AS bytes_a_row,
  round(sum(data_uncompressed_bytes) / greatest(1, sum(data_compressed_bytes)), 1) AS compressed_times
FROM system.parts
WHERE active AND database = currentDatabase()
GROUP BY table ORDER BY sum(bytes_on_disk) DESC`,
    ),
    tableOf(
      "Merges under way",
      `SELECT table, round(elapsed, 1) AS seconds, progress, num_parts, formatReadableSize(total_size_bytes_compressed) AS size
FROM system.merges ORDER BY elapsed DESC`,
    ),
    tableOf(
      "ClickHouse itself",
      `SELECT metric, value, description FROM system.metrics
WHERE metric IN ('Query', 'Merge', 'PartsActive', 'MemoryTracking', 'HTTPConnection', 'BackgroundMergesAndMutationsPoolTask')
ORDER BY metric`,
    ),
  ],
};

const processes: Dashboard = {
  uid: "processes",
  title: "processes and feeds",
  panels: [
    chart("Up", "short", ["contrail_process_up", "{{process}}"]),
    chart("Uptime: it falls to nothing at a restart", "s", [
      "contrail_process_uptime_seconds",
      "{{process}}",
    ]),
    chart("Resident memory", "bytes", ["contrail_process_memory_bytes", "{{process}}"]),
    chart("Seconds since the last word", "s", [
      "contrail_process_status_age_seconds",
      "{{process}}",
    ]),
    chart("Spans for the collector", "short", ["rate(contrail_spans_total[1m])", "{{outcome}}"]),
    chart("Feed of a live venue: connected", "short", ["contrail_feed_connected", "{{process}}"]),
    chart(
      "Feed: gaps, resyncs and reconnects of five minutes",
      "short",
      ["increase(contrail_feed_gaps_total[5m])", "gaps"],
      ["increase(contrail_feed_resyncs_total[5m])", "resyncs"],
      ["increase(contrail_feed_reconnects_total[5m])", "reconnects"],
    ),
    chart("Feed: silent instruments", "short", ["contrail_feed_stale", "{{process}}"]),
    tableOf(
      "What happened to feeds",
      `SELECT t.recorded_time AS recorded, t.feed, t.event AS event, t.missed, t.silent_ms, t.reason
FROM feed_events AS t
WHERE ${inTime}
ORDER BY recorded DESC LIMIT 50`,
    ),
  ],
};

/** Every dashboard, in the order of the page. */
export const dashboards: readonly Dashboard[] = [
  ...[overview, pipeline, latency, trading, models, stores, processes],
];

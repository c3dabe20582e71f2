-- Calls that could change something: who asked for what, and what became of it.
-- Read by the gateway, analysts and dashboards; written by the recorder. Follows from streams/.
CREATE TABLE IF NOT EXISTS audits
(
  position UInt64 COMMENT 'Ordinal in the input log of the record that caused this one' CODEC(Delta, ZSTD(1)),
  output_index UInt16 COMMENT 'Which of the outputs that one input caused, counted from 0 per stream',
  instrument_id UInt32 COMMENT 'Instrument, see the table instruments; 0 where none is concerned',
  event_time DateTime64(6, 'UTC') COMMENT 'When it happened, by the clock of the venue' CODEC(Delta, ZSTD(1)),
  who String COMMENT 'Who asked: key:<id>, token:<subject>, local or anonymous; never a secret' CODEC(ZSTD(1)),
  kind LowCardinality(String) COMMENT 'How they proved it: key, token, session, local or anonymous',
  scope LowCardinality(String) COMMENT 'The scope that the route needs',
  method LowCardinality(String) COMMENT 'HTTP method',
  route LowCardinality(String) COMMENT 'The route, as the OpenAPI document writes it; empty where there is none',
  path String COMMENT 'The path, cut to 200 characters' CODEC(ZSTD(1)),
  request_id String COMMENT 'The request\'s X-Request-Id' CODEC(ZSTD(1)),
  trace_id String COMMENT 'The trace it belongs to (W3C), or of its own' CODEC(ZSTD(1)),
  address String COMMENT 'The address at the other end of the connection' CODEC(ZSTD(1)),
  status UInt32 COMMENT 'The status of the answer',
  outcome Enum8('done' = 0, 'refused' = 1, 'failed' = 2) COMMENT 'done below 400, refused below 500, else failed',
  code LowCardinality(String) COMMENT 'The problem\'s code; empty where it was done',
  duration_us UInt32 COMMENT 'Microseconds it took',
  input_position UInt64 COMMENT 'Position in the input log of what it asked the pipeline for; 0 for nothing' CODEC(Delta, ZSTD(1)),
  recorded_time DateTime('UTC') DEFAULT now() COMMENT 'When the recorder stored it'
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(event_time)
ORDER BY (instrument_id, event_time, position, output_index)
TTL recorded_time + INTERVAL 3650 DAY
SETTINGS non_replicated_deduplication_window = 1000
COMMENT 'Calls that could change something: who asked for what, and what became of it'

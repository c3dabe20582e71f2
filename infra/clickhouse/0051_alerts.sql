-- Something that someone should look at, and when it was over.
-- Read by the gateway, analysts and dashboards; written by the recorder. Follows from streams/.
CREATE TABLE IF NOT EXISTS alerts
(
  position UInt64 COMMENT 'Ordinal in the input log of the record that caused this one' CODEC(Delta, ZSTD(1)),
  output_index UInt16 COMMENT 'Which of the outputs that one input caused, counted from 0 per stream',
  instrument_id UInt32 COMMENT 'Instrument, see the table instruments; 0 where none is concerned',
  event_time DateTime64(6, 'UTC') COMMENT 'When it happened, by the clock of the venue' CODEC(Delta, ZSTD(1)),
  alert LowCardinality(String) COMMENT 'What kind of alert: drift',
  subject LowCardinality(String) COMMENT 'What it is about: a model',
  part LowCardinality(String) COMMENT 'Which part of it: a feature; empty where it is the whole',
  state Enum8('raised' = 0, 'cleared' = 1) COMMENT 'Whether it begins or ends',
  value Float64 COMMENT 'What was measured' CODEC(ZSTD(1)),
  limit Float64 COMMENT 'What it is to stay below' CODEC(ZSTD(1)),
  reason String COMMENT 'In words' CODEC(ZSTD(1)),
  recorded_time DateTime('UTC') DEFAULT now() COMMENT 'When the recorder stored it'
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(event_time)
ORDER BY (instrument_id, event_time, position, output_index)
TTL recorded_time + INTERVAL 365 DAY
SETTINGS non_replicated_deduplication_window = 1000
COMMENT 'Something that someone should look at, and when it was over'

-- A command to the pipeline, in the input log: session start, clock, trading state, model, setting.
-- Read by the gateway, analysts and dashboards; written by the recorder. Follows from streams/.
CREATE TABLE IF NOT EXISTS controls
(
  position UInt64 COMMENT 'Ordinal in the input log of the record that caused this one' CODEC(Delta, ZSTD(1)),
  output_index UInt16 COMMENT 'Which of the outputs that one input caused, counted from 0 per stream',
  instrument_id UInt32 COMMENT 'Instrument, see the table instruments; 0 where none is concerned',
  event_time DateTime64(6, 'UTC') COMMENT 'When it happened, by the clock of the venue' CODEC(Delta, ZSTD(1)),
  control Enum8('sessionStarted' = 0, 'clock' = 1, 'tradingState' = 2, 'model' = 3, 'setting' = 4) COMMENT 'What it commands',
  ingest_time DateTime64(6, 'UTC') COMMENT 'When we received it, by our clock' CODEC(Delta, ZSTD(1)),
  name LowCardinality(String) COMMENT 'What it is about: the source, the account, the model or the setting',
  value String COMMENT 'The new value, or a JSON object where it has parts' CODEC(ZSTD(1)),
  reason String COMMENT 'Why, by whoever asked' CODEC(ZSTD(1)),
  recorded_time DateTime('UTC') DEFAULT now() COMMENT 'When the recorder stored it'
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(event_time)
ORDER BY (instrument_id, event_time, position, output_index)
TTL recorded_time + INTERVAL 3650 DAY
SETTINGS non_replicated_deduplication_window = 1000
COMMENT 'A command to the pipeline, in the input log: session start, clock, trading state, model, setting'

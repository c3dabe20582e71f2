-- A change of risk limits while trading goes on, applied or refused, with its reason.
-- Read by the gateway, analysts and dashboards; written by the recorder. Follows from streams/.
CREATE TABLE IF NOT EXISTS limit_changes
(
  position UInt64 COMMENT 'Ordinal in the input log of the record that caused this one' CODEC(Delta, ZSTD(1)),
  output_index UInt16 COMMENT 'Which of the outputs that one input caused, counted from 0 per stream',
  instrument_id UInt32 COMMENT 'Instrument, see the table instruments; 0 where none is concerned',
  event_time DateTime64(6, 'UTC') COMMENT 'When it happened, by the clock of the venue' CODEC(Delta, ZSTD(1)),
  account LowCardinality(String) COMMENT 'Account; empty for every account',
  outcome Enum8('applied' = 0, 'refused' = 1) COMMENT 'Whether the limits changed',
  version Int64 COMMENT 'Version of all limits after it; the next change has to name it' CODEC(Delta, ZSTD(1)),
  expected_version Int64 COMMENT 'Version the change was made from; -1 for any' CODEC(Delta, ZSTD(1)),
  limits Array(LowCardinality(String)) COMMENT 'Names of the limits that were to change',
  before Array(Float64) COMMENT 'What each was',
  after Array(Float64) COMMENT 'What each is to be',
  reason String COMMENT 'Why, by whoever asked; of a refused one what is wrong with it' CODEC(ZSTD(1)),
  recorded_time DateTime('UTC') DEFAULT now() COMMENT 'When the recorder stored it'
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(event_time)
ORDER BY (instrument_id, event_time, position, output_index)
TTL recorded_time + INTERVAL 3650 DAY
SETTINGS non_replicated_deduplication_window = 1000
COMMENT 'A change of risk limits while trading goes on, applied or refused, with its reason'

-- An actor has taken a change of the trading state, at this position of the input log.
-- Read by the gateway, analysts and dashboards; written by the recorder. Follows from streams/.
CREATE TABLE IF NOT EXISTS acknowledgements
(
  position UInt64 COMMENT 'Ordinal in the input log of the record that caused this one' CODEC(Delta, ZSTD(1)),
  output_index UInt16 COMMENT 'Which of the outputs that one input caused, counted from 0 per stream',
  instrument_id UInt32 COMMENT 'Instrument, see the table instruments; 0 where none is concerned',
  event_time DateTime64(6, 'UTC') COMMENT 'When it happened, by the clock of the venue' CODEC(Delta, ZSTD(1)),
  account LowCardinality(String) COMMENT 'Account whose state changed; empty for every account',
  actor LowCardinality(String) COMMENT 'Actor that took it',
  state Enum8('active' = 0, 'reducing' = 1, 'halted' = 2) COMMENT 'The trading state it goes by from here',
  control_position UInt64 COMMENT 'Position of the control it took' CODEC(Delta, ZSTD(1)),
  emitted Int64 COMMENT 'Records it emitted because of it, cancels for one' CODEC(Delta, ZSTD(1)),
  recorded_time DateTime('UTC') DEFAULT now() COMMENT 'When the recorder stored it'
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(event_time)
ORDER BY (instrument_id, event_time, position, output_index)
TTL recorded_time + INTERVAL 3650 DAY
SETTINGS non_replicated_deduplication_window = 1000
COMMENT 'An actor has taken a change of the trading state, at this position of the input log'

-- A message that an actor could not handle, with its cause; the actor went on without it.
-- Read by the gateway, analysts and dashboards; written by the recorder. Follows from streams/.
CREATE TABLE IF NOT EXISTS dead_letters
(
  position UInt64 COMMENT 'Ordinal in the input log of the record that caused this one' CODEC(Delta, ZSTD(1)),
  output_index UInt16 COMMENT 'Which of the outputs that one input caused, counted from 0 per stream',
  instrument_id UInt32 COMMENT 'Instrument, see the table instruments; 0 where none is concerned',
  event_time DateTime64(6, 'UTC') COMMENT 'When it happened, by the clock of the venue' CODEC(Delta, ZSTD(1)),
  actor LowCardinality(String) COMMENT 'Actor that failed',
  stream LowCardinality(String) COMMENT 'Stream of the message',
  sequence UInt64 COMMENT 'Sequence of the message in it' CODEC(Delta, ZSTD(1)),
  error String COMMENT 'What went wrong' CODEC(ZSTD(1)),
  attempts UInt32 COMMENT 'How often it was tried',
  payload String COMMENT 'The record as JSON' CODEC(ZSTD(1)),
  bytes Int64 COMMENT 'Bytes of the original' CODEC(Delta, ZSTD(1)),
  recorded_time DateTime('UTC') DEFAULT now() COMMENT 'When the recorder stored it'
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(event_time)
ORDER BY (instrument_id, event_time, position, output_index)
TTL recorded_time + INTERVAL 365 DAY
SETTINGS non_replicated_deduplication_window = 1000
COMMENT 'A message that an actor could not handle, with its cause; the actor went on without it'

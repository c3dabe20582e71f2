-- Input that was refused: the field, the value, what was expected, and how often so far.
-- Read by the gateway, analysts and dashboards; written by the recorder. Follows from streams/.
CREATE TABLE IF NOT EXISTS refusals
(
  position UInt64 COMMENT 'Ordinal in the input log of the record that caused this one' CODEC(Delta, ZSTD(1)),
  output_index UInt16 COMMENT 'Which of the outputs that one input caused, counted from 0 per stream',
  instrument_id UInt32 COMMENT 'Instrument, see the table instruments; 0 where none is concerned',
  event_time DateTime64(6, 'UTC') COMMENT 'When it happened, by the clock of the venue' CODEC(Delta, ZSTD(1)),
  source LowCardinality(String) COMMENT 'Where it came from: a file, a venue, an API client',
  field LowCardinality(String) COMMENT 'The field that was wrong',
  value String COMMENT 'The value it had, cut to 200 characters' CODEC(ZSTD(1)),
  expected String COMMENT 'What was expected' CODEC(ZSTD(1)),
  place String COMMENT 'Row, line or sequence of the first one' CODEC(ZSTD(1)),
  count UInt64 COMMENT 'How many of this kind so far in this session' CODEC(Delta, ZSTD(1)),
  recorded_time DateTime('UTC') DEFAULT now() COMMENT 'When the recorder stored it'
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(event_time)
ORDER BY (instrument_id, event_time, position, output_index)
TTL recorded_time + INTERVAL 365 DAY
SETTINGS non_replicated_deduplication_window = 1000
COMMENT 'Input that was refused: the field, the value, what was expected, and how often so far'

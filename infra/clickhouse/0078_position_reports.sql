-- What an account holds of one instrument, as the venue says.
-- Read by the gateway, analysts and dashboards; written by the recorder. Follows from streams/.
CREATE TABLE IF NOT EXISTS position_reports
(
  position UInt64 COMMENT 'Ordinal in the input log of the record that caused this one' CODEC(Delta, ZSTD(1)),
  output_index UInt16 COMMENT 'Which of the outputs that one input caused, counted from 0 per stream',
  instrument_id UInt32 COMMENT 'Instrument, see the table instruments; 0 where none is concerned',
  event_time DateTime64(6, 'UTC') COMMENT 'When it happened, by the clock of the venue' CODEC(Delta, ZSTD(1)),
  account LowCardinality(String) COMMENT 'Account at the venue',
  venue LowCardinality(String) COMMENT 'Venue that says it',
  request_id LowCardinality(String) COMMENT 'Request it answers; empty where the venue told it by itself',
  origin Enum8('stream' = 0, 'start' = 1, 'reconnect' = 2, 'periodic' = 3, 'query' = 4) COMMENT 'Why it came: by itself, or as an answer',
  quantity_lots Int64 COMMENT 'Signed quantity, in lots: long above zero, short below' CODEC(Delta, ZSTD(1)),
  average_price_ticks Int64 COMMENT 'Average price of what is held, in ticks; 0 where it is not told' CODEC(Delta, ZSTD(1)),
  recorded_time DateTime('UTC') DEFAULT now() COMMENT 'When the recorder stored it'
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(event_time)
ORDER BY (instrument_id, event_time, position, output_index)
TTL recorded_time + INTERVAL 3650 DAY
SETTINGS non_replicated_deduplication_window = 1000
COMMENT 'What an account holds of one instrument, as the venue says'

-- Asks a venue for all open orders, new fills and positions of an account (FIX AF, AN).
-- Read by the gateway, analysts and dashboards; written by the recorder. Follows from streams/.
CREATE TABLE IF NOT EXISTS report_requests
(
  position UInt64 COMMENT 'Ordinal in the input log of the record that caused this one' CODEC(Delta, ZSTD(1)),
  output_index UInt16 COMMENT 'Which of the outputs that one input caused, counted from 0 per stream',
  instrument_id UInt32 COMMENT 'Instrument, see the table instruments; 0 where none is concerned',
  event_time DateTime64(6, 'UTC') COMMENT 'When it happened, by the clock of the venue' CODEC(Delta, ZSTD(1)),
  account LowCardinality(String) COMMENT 'Account at the venue',
  venue LowCardinality(String) COMMENT 'Venue that says it',
  request_id LowCardinality(String) COMMENT 'Request it answers; empty where the venue told it by itself',
  origin Enum8('stream' = 0, 'start' = 1, 'reconnect' = 2, 'periodic' = 3, 'query' = 4) COMMENT 'Why it came: by itself, or as an answer',
  since DateTime64(6, 'UTC') COMMENT 'Fills since then are wanted' CODEC(Delta, ZSTD(1)),
  client_order_ids Array(LowCardinality(String)) COMMENT 'Orders whose status is wanted although they may have ended',
  reason String COMMENT 'Why, in a sentence' CODEC(ZSTD(1)),
  recorded_time DateTime('UTC') DEFAULT now() COMMENT 'When the recorder stored it'
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(event_time)
ORDER BY (instrument_id, event_time, position, output_index)
TTL recorded_time + INTERVAL 365 DAY
SETTINGS non_replicated_deduplication_window = 1000
COMMENT 'Asks a venue for all open orders, new fills and positions of an account (FIX AF, AN)'

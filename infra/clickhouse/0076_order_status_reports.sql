-- One order as the venue says it stands, in its own words and numbers.
-- Read by the gateway, analysts and dashboards; written by the recorder. Follows from streams/.
CREATE TABLE IF NOT EXISTS order_status_reports
(
  position UInt64 COMMENT 'Ordinal in the input log of the record that caused this one' CODEC(Delta, ZSTD(1)),
  output_index UInt16 COMMENT 'Which of the outputs that one input caused, counted from 0 per stream',
  instrument_id UInt32 COMMENT 'Instrument, see the table instruments; 0 where none is concerned',
  event_time DateTime64(6, 'UTC') COMMENT 'When it happened, by the clock of the venue' CODEC(Delta, ZSTD(1)),
  account LowCardinality(String) COMMENT 'Account at the venue',
  venue LowCardinality(String) COMMENT 'Venue that says it',
  request_id LowCardinality(String) COMMENT 'Request it answers; empty where the venue told it by itself',
  origin Enum8('stream' = 0, 'start' = 1, 'reconnect' = 2, 'periodic' = 3, 'query' = 4) COMMENT 'Why it came: by itself, or as an answer',
  client_order_id LowCardinality(String) COMMENT 'Our id of the order as the venue has it; empty where it has none',
  venue_order_id LowCardinality(String) COMMENT 'The venue\'s id of the order (FIX 37)',
  status Enum8('accepted' = 0, 'partiallyFilled' = 1, 'filled' = 2, 'canceled' = 3, 'expired' = 4, 'rejected' = 5, 'unknown' = 6) COMMENT 'Where it stands; unknown where the venue has no such order',
  side Enum8('buy' = 0, 'sell' = 1) COMMENT 'Side (FIX 54)',
  order_type Enum8('market' = 0, 'limit' = 1, 'stop' = 2, 'stopLimit' = 3, 'trailingStop' = 4, 'marketToLimit' = 5) COMMENT 'Order type (FIX 40)',
  time_in_force Enum8('day' = 0, 'gtc' = 1, 'ioc' = 2, 'fok' = 3, 'gtd' = 4) COMMENT 'Time in force (FIX 59)',
  quantity_lots Int64 COMMENT 'Order quantity, in lots (FIX 38)' CODEC(Delta, ZSTD(1)),
  price_ticks Int64 COMMENT 'Limit price, in ticks; 0 where there is none' CODEC(Delta, ZSTD(1)),
  cum_quantity_lots Int64 COMMENT 'Filled so far, in lots (FIX 14)' CODEC(Delta, ZSTD(1)),
  reason String COMMENT 'The venue\'s words, of a rejection for one' CODEC(ZSTD(1)),
  recorded_time DateTime('UTC') DEFAULT now() COMMENT 'When the recorder stored it'
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(event_time)
ORDER BY (instrument_id, event_time, position, output_index)
TTL recorded_time + INTERVAL 3650 DAY
SETTINGS non_replicated_deduplication_window = 1000
COMMENT 'One order as the venue says it stands, in its own words and numbers'

-- What is asked of a venue: submit, cancel or replace, before and after the risk check.
-- Read by the gateway, analysts and dashboards; written by the recorder. Follows from streams/.
CREATE TABLE IF NOT EXISTS order_commands
(
  position UInt64 COMMENT 'Ordinal in the input log of the record that caused this one' CODEC(Delta, ZSTD(1)),
  output_index UInt16 COMMENT 'Which of the outputs that one input caused, counted from 0 per stream',
  instrument_id UInt32 COMMENT 'Instrument, see the table instruments; 0 where none is concerned',
  event_time DateTime64(6, 'UTC') COMMENT 'When it happened, by the clock of the venue' CODEC(Delta, ZSTD(1)),
  account LowCardinality(String) COMMENT 'Account the order belongs to',
  strategy LowCardinality(String) COMMENT 'Strategy that wished it; empty for an order by hand',
  client_order_id LowCardinality(String) COMMENT 'Our id of the order, and its idempotency key (FIX 11)',
  stage Enum8('requested' = 0, 'approved' = 1) COMMENT 'Before or after the risk check',
  command Enum8('submit' = 0, 'cancel' = 1, 'replace' = 2) COMMENT 'What is asked (FIX D, F, G)',
  side Enum8('buy' = 0, 'sell' = 1) COMMENT 'Side (FIX 54)',
  order_type Enum8('market' = 0, 'limit' = 1) COMMENT 'Order type (FIX 40)',
  time_in_force Enum8('day' = 0, 'gtc' = 1, 'ioc' = 2, 'fok' = 3, 'gtd' = 4) COMMENT 'Time in force (FIX 59)',
  quantity_lots Int64 COMMENT 'Order quantity, in lots (FIX 38)' CODEC(Delta, ZSTD(1)),
  price_ticks Int64 COMMENT 'Limit price, in ticks; 0 for a market order (FIX 44)' CODEC(Delta, ZSTD(1)),
  signal_id LowCardinality(String) COMMENT 'Signal it serves; empty where there is none',
  reason String COMMENT 'Why, in a sentence a trader understands' CODEC(ZSTD(1)),
  recorded_time DateTime('UTC') DEFAULT now() COMMENT 'When the recorder stored it'
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(event_time)
ORDER BY (instrument_id, event_time, position, output_index)
TTL recorded_time + INTERVAL 3650 DAY
SETTINGS non_replicated_deduplication_window = 1000
COMMENT 'What is asked of a venue: submit, cancel or replace, before and after the risk check'

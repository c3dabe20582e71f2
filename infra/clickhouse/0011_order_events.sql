-- What happened to an order: denied is our refusal, rejected the venue's.
-- Read by the gateway, analysts and dashboards; written by the recorder. Follows from streams/.
CREATE TABLE IF NOT EXISTS order_events
(
  position UInt64 COMMENT 'Ordinal in the input log of the record that caused this one' CODEC(Delta, ZSTD(1)),
  output_index UInt16 COMMENT 'Which of the outputs that one input caused, counted from 0 per stream',
  instrument_id UInt32 COMMENT 'Instrument, see the table instruments; 0 where none is concerned',
  event_time DateTime64(6, 'UTC') COMMENT 'When it happened, by the clock of the venue' CODEC(Delta, ZSTD(1)),
  account LowCardinality(String) COMMENT 'Account the order belongs to',
  strategy LowCardinality(String) COMMENT 'Strategy that wished it; empty for an order by hand',
  client_order_id LowCardinality(String) COMMENT 'Our id of the order, and its idempotency key (FIX 11)',
  venue_order_id LowCardinality(String) COMMENT 'The venue\'s id of the order (FIX 37); empty until it is known',
  event Enum8('denied' = 0, 'submitted' = 1, 'accepted' = 2, 'rejected' = 3, 'partiallyFilled' = 4, 'filled' = 5, 'canceled' = 6, 'expired' = 7, 'replaced' = 8, 'cancelRejected' = 9, 'replaceRejected' = 10) COMMENT 'What happened',
  side Enum8('buy' = 0, 'sell' = 1) COMMENT 'Side (FIX 54)',
  quantity_lots Int64 COMMENT 'Order quantity, in lots (FIX 38)' CODEC(Delta, ZSTD(1)),
  price_ticks Int64 COMMENT 'Limit price, in ticks; 0 for a market order' CODEC(Delta, ZSTD(1)),
  cum_quantity_lots Int64 COMMENT 'Filled so far, in lots (FIX 14)' CODEC(Delta, ZSTD(1)),
  leaves_quantity_lots Int64 COMMENT 'Still working, in lots (FIX 151)' CODEC(Delta, ZSTD(1)),
  reason String COMMENT 'Denial code or the venue\'s words; empty where there is none' CODEC(ZSTD(1)),
  recorded_time DateTime('UTC') DEFAULT now() COMMENT 'When the recorder stored it'
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(event_time)
ORDER BY (instrument_id, event_time, position, output_index)
TTL recorded_time + INTERVAL 3650 DAY
SETTINGS non_replicated_deduplication_window = 1000
COMMENT 'What happened to an order: denied is our refusal, rejected the venue\'s'

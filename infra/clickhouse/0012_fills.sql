-- One of our executions, with its fee.
-- Read by the gateway, analysts and dashboards; written by the recorder. Follows from streams/.
CREATE TABLE IF NOT EXISTS fills
(
  position UInt64 COMMENT 'Ordinal in the input log of the record that caused this one' CODEC(Delta, ZSTD(1)),
  output_index UInt16 COMMENT 'Which of the outputs that one input caused, counted from 0 per stream',
  instrument_id UInt32 COMMENT 'Instrument, see the table instruments; 0 where none is concerned',
  event_time DateTime64(6, 'UTC') COMMENT 'When it happened, by the clock of the venue' CODEC(Delta, ZSTD(1)),
  fill_id LowCardinality(String) COMMENT 'Derived: venue/instrument/position/output index',
  account LowCardinality(String) COMMENT 'Account the order belongs to',
  strategy LowCardinality(String) COMMENT 'Strategy that wished it; empty for an order by hand',
  client_order_id LowCardinality(String) COMMENT 'Our id of the order, and its idempotency key (FIX 11)',
  venue_order_id LowCardinality(String) COMMENT 'The venue\'s id of the order (FIX 37)',
  trade_id LowCardinality(String) COMMENT 'The venue\'s id of the execution (FIX 880)',
  signal_id LowCardinality(String) COMMENT 'Signal the order served; empty where there is none',
  side Enum8('buy' = 0, 'sell' = 1) COMMENT 'Side (FIX 54)',
  last_price_ticks Int64 COMMENT 'Price of this execution, in ticks (FIX 31)' CODEC(Delta, ZSTD(1)),
  last_quantity_lots Int64 COMMENT 'Quantity of this execution, in lots (FIX 32)' CODEC(Delta, ZSTD(1)),
  cum_quantity_lots Int64 COMMENT 'Filled so far, in lots (FIX 14)' CODEC(Delta, ZSTD(1)),
  leaves_quantity_lots Int64 COMMENT 'Still working, in lots (FIX 151)' CODEC(Delta, ZSTD(1)),
  liquidity Enum8('maker' = 0, 'taker' = 1) COMMENT 'Whether it rested or crossed (FIX 851)',
  fee_tick_lots Int64 COMMENT 'Fee paid, in tick·lots; negative for a rebate' CODEC(Delta, ZSTD(1)),
  order_event_time DateTime64(6, 'UTC') COMMENT 'Event time of the record that caused the order' CODEC(Delta, ZSTD(1)),
  order_position Int64 COMMENT 'Position of the record that caused the order' CODEC(Delta, ZSTD(1)),
  recorded_time DateTime('UTC') DEFAULT now() COMMENT 'When the recorder stored it'
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(event_time)
ORDER BY (instrument_id, event_time, position, output_index)
TTL recorded_time + INTERVAL 3650 DAY
SETTINGS non_replicated_deduplication_window = 1000
COMMENT 'One of our executions, with its fee'

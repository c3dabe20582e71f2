-- An order that an algorithm works in child orders, after each change.
-- Read by the gateway, analysts and dashboards; written by the recorder. Follows from streams/.
CREATE TABLE IF NOT EXISTS algorithm_orders
(
  position UInt64 COMMENT 'Ordinal in the input log of the record that caused this one' CODEC(Delta, ZSTD(1)),
  output_index UInt16 COMMENT 'Which of the outputs that one input caused, counted from 0 per stream',
  instrument_id UInt32 COMMENT 'Instrument, see the table instruments; 0 where none is concerned',
  event_time DateTime64(6, 'UTC') COMMENT 'When it happened, by the clock of the venue' CODEC(Delta, ZSTD(1)),
  account LowCardinality(String) COMMENT 'Account the order belongs to',
  strategy LowCardinality(String) COMMENT 'Strategy that wished it; empty for an order by hand',
  client_order_id LowCardinality(String) COMMENT 'Our id of the order; its children append a number to it',
  algorithm LowCardinality(String) COMMENT 'Algorithm that works it',
  parameters String COMMENT 'What the algorithm was told, as JSON' CODEC(ZSTD(1)),
  status Enum8('working' = 0, 'filled' = 1, 'canceled' = 2, 'expired' = 3, 'rejected' = 4) COMMENT 'Where it stands',
  side Enum8('buy' = 0, 'sell' = 1) COMMENT 'Side (FIX 54)',
  quantity_lots Int64 COMMENT 'Quantity, in lots (FIX 38)' CODEC(Delta, ZSTD(1)),
  price_ticks Int64 COMMENT 'No child is priced worse, in ticks; 0 where there is no limit' CODEC(Delta, ZSTD(1)),
  cum_quantity_lots Int64 COMMENT 'Filled so far, in lots' CODEC(Delta, ZSTD(1)),
  filled_tick_lots Int64 COMMENT 'Sum of price × quantity of its fills, in tick·lots' CODEC(Delta, ZSTD(1)),
  children Int64 COMMENT 'Child orders so far' CODEC(Delta, ZSTD(1)),
  arrival_price_half_ticks Int64 COMMENT 'Bid + ask when it began: twice the mid price' CODEC(Delta, ZSTD(1)),
  start DateTime64(6, 'UTC') COMMENT 'When it began, by the clock of the venue' CODEC(Delta, ZSTD(1)),
  end DateTime64(6, 'UTC') COMMENT 'When it ends at the latest' CODEC(Delta, ZSTD(1)),
  reason String COMMENT 'Why it stands there; why it was wished while it works' CODEC(ZSTD(1)),
  recorded_time DateTime('UTC') DEFAULT now() COMMENT 'When the recorder stored it'
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(event_time)
ORDER BY (instrument_id, event_time, position, output_index)
TTL recorded_time + INTERVAL 3650 DAY
SETTINGS non_replicated_deduplication_window = 1000
COMMENT 'An order that an algorithm works in child orders, after each change'

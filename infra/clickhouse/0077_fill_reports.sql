-- One execution as the venue says it happened.
-- Read by the gateway, analysts and dashboards; written by the recorder. Follows from streams/.
CREATE TABLE IF NOT EXISTS fill_reports
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
  trade_id LowCardinality(String) COMMENT 'The venue\'s id of the execution (FIX 880): one fill for each',
  side Enum8('buy' = 0, 'sell' = 1) COMMENT 'Side (FIX 54)',
  last_price_ticks Int64 COMMENT 'Price of this execution, in ticks (FIX 31)' CODEC(Delta, ZSTD(1)),
  last_quantity_lots Int64 COMMENT 'Quantity of this execution, in lots (FIX 32)' CODEC(Delta, ZSTD(1)),
  liquidity Enum8('maker' = 0, 'taker' = 1) COMMENT 'Whether it rested or crossed (FIX 851)',
  fee_tick_lots Int64 COMMENT 'Fee paid, in tick·lots; negative for a rebate' CODEC(Delta, ZSTD(1)),
  recorded_time DateTime('UTC') DEFAULT now() COMMENT 'When the recorder stored it'
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(event_time)
ORDER BY (instrument_id, event_time, position, output_index)
TTL recorded_time + INTERVAL 3650 DAY
SETTINGS non_replicated_deduplication_window = 1000
COMMENT 'One execution as the venue says it happened'

-- The risk check of one command: every limit looked at, the bound and what the order would make of it.
-- Read by the gateway, analysts and dashboards; written by the recorder. Follows from streams/.
CREATE TABLE IF NOT EXISTS risk_decisions
(
  position UInt64 COMMENT 'Ordinal in the input log of the record that caused this one' CODEC(Delta, ZSTD(1)),
  output_index UInt16 COMMENT 'Which of the outputs that one input caused, counted from 0 per stream',
  instrument_id UInt32 COMMENT 'Instrument, see the table instruments; 0 where none is concerned',
  event_time DateTime64(6, 'UTC') COMMENT 'When it happened, by the clock of the venue' CODEC(Delta, ZSTD(1)),
  account LowCardinality(String) COMMENT 'Account the order belongs to',
  strategy LowCardinality(String) COMMENT 'Strategy that wished it; empty for an order by hand',
  client_order_id LowCardinality(String) COMMENT 'Our id of the order, and its idempotency key (FIX 11)',
  decision Enum8('approved' = 0, 'denied' = 1) COMMENT 'What risk decided',
  reason Enum8('none' = 0, 'tradingHalted' = 1, 'reduceOnly' = 2, 'orderQuantityLimit' = 3, 'orderNotionalLimit' = 4, 'priceCollar' = 5, 'positionLimit' = 6, 'openOrdersLimit' = 7, 'orderRateLimit' = 8, 'staleQuote' = 9, 'noQuote' = 10, 'dailyLossLimit' = 11, 'duplicateClientOrderId' = 12) COMMENT 'The first limit that was passed; none where it was approved',
  checks Array(LowCardinality(String)) COMMENT 'Names of the limits looked at, in order',
  values Array(Float64) COMMENT 'What the order would make of each, in the unit of its limit',
  limits Array(Float64) COMMENT 'The bound of each',
  recorded_time DateTime('UTC') DEFAULT now() COMMENT 'When the recorder stored it'
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(event_time)
ORDER BY (instrument_id, event_time, position, output_index)
TTL recorded_time + INTERVAL 3650 DAY
SETTINGS non_replicated_deduplication_window = 1000
COMMENT 'The risk check of one command: every limit looked at, the bound and what the order would make of it'

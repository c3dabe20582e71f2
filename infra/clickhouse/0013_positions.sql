-- Position of one strategy in one instrument after a fill, or at a mark.
-- Read by the gateway, analysts and dashboards; written by the recorder. Follows from streams/.
CREATE TABLE IF NOT EXISTS positions
(
  position UInt64 COMMENT 'Ordinal in the input log of the record that caused this one' CODEC(Delta, ZSTD(1)),
  output_index UInt16 COMMENT 'Which of the outputs that one input caused, counted from 0 per stream',
  instrument_id UInt32 COMMENT 'Instrument, see the table instruments; 0 where none is concerned',
  event_time DateTime64(6, 'UTC') COMMENT 'When it happened, by the clock of the venue' CODEC(Delta, ZSTD(1)),
  account LowCardinality(String) COMMENT 'Account',
  strategy LowCardinality(String) COMMENT 'Strategy; empty for orders by hand',
  quantity_lots Int64 COMMENT 'Signed quantity, in lots: long above zero, short below' CODEC(Delta, ZSTD(1)),
  cost_tick_lots Int64 COMMENT 'Signed cost of what is held, in tick·lots: quantity × average price' CODEC(Delta, ZSTD(1)),
  realized_tick_lots Int64 COMMENT 'Realized profit before fees, in tick·lots' CODEC(Delta, ZSTD(1)),
  fees_tick_lots Int64 COMMENT 'Fees paid, in tick·lots' CODEC(Delta, ZSTD(1)),
  mark_price_half_ticks Int64 COMMENT 'Bid + ask of the mark, in ticks: twice the mid price' CODEC(Delta, ZSTD(1)),
  unrealized_half_tick_lots Int64 COMMENT 'Twice the unrealized profit at the mark, in tick·lots' CODEC(Delta, ZSTD(1)),
  fills Int64 COMMENT 'Fills so far' CODEC(Delta, ZSTD(1)),
  recorded_time DateTime('UTC') DEFAULT now() COMMENT 'When the recorder stored it'
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(event_time)
ORDER BY (instrument_id, event_time, position, output_index)
TTL recorded_time + INTERVAL 3650 DAY
SETTINGS non_replicated_deduplication_window = 1000
COMMENT 'Position of one strategy in one instrument after a fill, or at a mark'

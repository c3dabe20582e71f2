-- The best ten levels of a side; absent levels have price and quantity 0.
-- Read by the gateway, analysts and dashboards; written by the recorder. Follows from streams/.
CREATE TABLE IF NOT EXISTS book_snapshots
(
  position UInt64 COMMENT 'Ordinal in the input log of the record that caused this one' CODEC(Delta, ZSTD(1)),
  output_index UInt16 COMMENT 'Which of the outputs that one input caused, counted from 0 per stream',
  instrument_id UInt32 COMMENT 'Instrument, see the table instruments; 0 where none is concerned',
  event_time DateTime64(6, 'UTC') COMMENT 'When it happened, by the clock of the venue' CODEC(Delta, ZSTD(1)),
  bid_price_ticks Array(Int64) COMMENT 'Bid prices, best first, in ticks' CODEC(ZSTD(1)),
  bid_quantity_lots Array(Int64) COMMENT 'Bid quantities, in lots' CODEC(ZSTD(1)),
  ask_price_ticks Array(Int64) COMMENT 'Offer prices, best first, in ticks' CODEC(ZSTD(1)),
  ask_quantity_lots Array(Int64) COMMENT 'Offer quantities, in lots' CODEC(ZSTD(1)),
  flags UInt8 COMMENT 'Marks: 2 crossed, 4 gapped',
  recorded_time DateTime('UTC') DEFAULT now() COMMENT 'When the recorder stored it'
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(event_time)
ORDER BY (instrument_id, event_time, position, output_index)
TTL recorded_time + INTERVAL 30 DAY
SETTINGS non_replicated_deduplication_window = 1000
COMMENT 'The best ten levels of a side; absent levels have price and quantity 0'

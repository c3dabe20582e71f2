-- Best bid and offer (L1). Price 0 means that side is empty, quantity 0 that it is not told.
-- Read by the gateway, analysts and dashboards; written by the recorder. Follows from streams/.
CREATE TABLE IF NOT EXISTS quotes
(
  position UInt64 COMMENT 'Ordinal in the input log of the record that caused this one' CODEC(Delta, ZSTD(1)),
  output_index UInt16 COMMENT 'Which of the outputs that one input caused, counted from 0 per stream',
  instrument_id UInt32 COMMENT 'Instrument, see the table instruments; 0 where none is concerned',
  event_time DateTime64(6, 'UTC') COMMENT 'When it happened, by the clock of the venue' CODEC(Delta, ZSTD(1)),
  ingest_time DateTime64(6, 'UTC') COMMENT 'When we received it, by our clock' CODEC(Delta, ZSTD(1)),
  bid_price_ticks Int64 COMMENT 'Best bid, in ticks; 0 where there is none' CODEC(Delta, ZSTD(1)),
  bid_quantity_lots Int64 COMMENT 'Quantity at the best bid, in lots' CODEC(Delta, ZSTD(1)),
  ask_price_ticks Int64 COMMENT 'Best offer, in ticks; 0 where there is none' CODEC(Delta, ZSTD(1)),
  ask_quantity_lots Int64 COMMENT 'Quantity at the best offer, in lots' CODEC(Delta, ZSTD(1)),
  flags UInt8 COMMENT 'Marks: 1 suspicious, 2 crossed, 4 gapped, 8 locked',
  update_id UInt64 COMMENT 'The venue\'s number of the update, as in book deltas; 0 where it has none' CODEC(Delta, ZSTD(1)),
  recorded_time DateTime('UTC') DEFAULT now() COMMENT 'When the recorder stored it'
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(event_time)
ORDER BY (instrument_id, event_time, position, output_index)
TTL recorded_time + INTERVAL 90 DAY
SETTINGS non_replicated_deduplication_window = 1000
COMMENT 'Best bid and offer (L1). Price 0 means that side is empty, quantity 0 that it is not told'

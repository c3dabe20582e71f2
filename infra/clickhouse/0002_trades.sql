-- One print on the tape.
-- Read by the gateway, analysts and dashboards; written by the recorder. Follows from streams/.
CREATE TABLE IF NOT EXISTS trades
(
  position UInt64 COMMENT 'Ordinal in the input log of the record that caused this one' CODEC(Delta, ZSTD(1)),
  output_index UInt16 COMMENT 'Which of the outputs that one input caused, counted from 0 per stream',
  instrument_id UInt32 COMMENT 'Instrument, see the table instruments; 0 where none is concerned',
  event_time DateTime64(6, 'UTC') COMMENT 'When it happened, by the clock of the venue' CODEC(Delta, ZSTD(1)),
  ingest_time DateTime64(6, 'UTC') COMMENT 'When we received it, by our clock' CODEC(Delta, ZSTD(1)),
  trade_id UInt64 COMMENT 'The venue\'s number of the trade; 0 where it has none' CODEC(Delta, ZSTD(1)),
  price_ticks Int64 COMMENT 'Price, in ticks' CODEC(Delta, ZSTD(1)),
  quantity_lots Int64 COMMENT 'Quantity, in lots' CODEC(Delta, ZSTD(1)),
  aggressor_side Enum8('unknown' = 0, 'buy' = 1, 'sell' = 2) COMMENT 'Who crossed the spread (FIX 851)',
  flags UInt8 COMMENT 'Marks: 1 suspicious, 4 gapped',
  recorded_time DateTime('UTC') DEFAULT now() COMMENT 'When the recorder stored it'
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(event_time)
ORDER BY (instrument_id, event_time, position, output_index)
TTL recorded_time + INTERVAL 90 DAY
SETTINGS non_replicated_deduplication_window = 1000
COMMENT 'One print on the tape'

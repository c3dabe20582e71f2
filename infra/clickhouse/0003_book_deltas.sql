-- A change of one price level (L2). Quantity 0 removes the level.
-- Read by the gateway, analysts and dashboards; written by the recorder. Follows from streams/.
CREATE TABLE IF NOT EXISTS book_deltas
(
  position UInt64 COMMENT 'Ordinal in the input log of the record that caused this one' CODEC(Delta, ZSTD(1)),
  output_index UInt16 COMMENT 'Which of the outputs that one input caused, counted from 0 per stream',
  instrument_id UInt32 COMMENT 'Instrument, see the table instruments; 0 where none is concerned',
  event_time DateTime64(6, 'UTC') COMMENT 'When it happened, by the clock of the venue' CODEC(Delta, ZSTD(1)),
  ingest_time DateTime64(6, 'UTC') COMMENT 'When we received it, by our clock' CODEC(Delta, ZSTD(1)),
  side Enum8('buy' = 0, 'sell' = 1) COMMENT 'buy is the bid side, sell the offer side',
  price_ticks Int64 COMMENT 'Price of the level, in ticks' CODEC(Delta, ZSTD(1)),
  quantity_lots Int64 COMMENT 'What rests there now, in lots; 0 removes the level' CODEC(Delta, ZSTD(1)),
  update_id UInt64 COMMENT 'The venue\'s number of the update; 0 where it has none' CODEC(Delta, ZSTD(1)),
  flags UInt8 COMMENT 'Marks: 4 gapped, 16 snapshot, 32 clears the book first, 64 last row of its message',
  recorded_time DateTime('UTC') DEFAULT now() COMMENT 'When the recorder stored it'
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(event_time)
ORDER BY (instrument_id, event_time, position, output_index)
TTL recorded_time + INTERVAL 30 DAY
SETTINGS non_replicated_deduplication_window = 1000
COMMENT 'A change of one price level (L2). Quantity 0 removes the level'

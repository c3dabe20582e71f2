-- Open, high, low, close and volume of an interval, made by the bars actor; see also bars_1m.
-- Read by the gateway, analysts and dashboards; written by the recorder. Follows from streams/.
CREATE TABLE IF NOT EXISTS bars
(
  position UInt64 COMMENT 'Ordinal in the input log of the record that caused this one' CODEC(Delta, ZSTD(1)),
  output_index UInt16 COMMENT 'Which of the outputs that one input caused, counted from 0 per stream',
  instrument_id UInt32 COMMENT 'Instrument, see the table instruments; 0 where none is concerned',
  event_time DateTime64(6, 'UTC') COMMENT 'When it happened, by the clock of the venue' CODEC(Delta, ZSTD(1)),
  interval_seconds UInt32 COMMENT 'Length of the interval, in seconds; event_time is its start',
  open_ticks Int64 COMMENT 'First price, in ticks' CODEC(Delta, ZSTD(1)),
  high_ticks Int64 COMMENT 'Highest price, in ticks' CODEC(Delta, ZSTD(1)),
  low_ticks Int64 COMMENT 'Lowest price, in ticks' CODEC(Delta, ZSTD(1)),
  close_ticks Int64 COMMENT 'Last price, in ticks' CODEC(Delta, ZSTD(1)),
  volume_lots Int64 COMMENT 'Traded quantity, in lots' CODEC(Delta, ZSTD(1)),
  buy_volume_lots Int64 COMMENT 'Traded quantity with a buying aggressor, in lots' CODEC(Delta, ZSTD(1)),
  trades UInt32 COMMENT 'Trades in the interval',
  flags UInt16 COMMENT '0: reserved',
  recorded_time DateTime('UTC') DEFAULT now() COMMENT 'When the recorder stored it'
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(event_time)
ORDER BY (instrument_id, event_time, position, output_index)
TTL recorded_time + INTERVAL 3650 DAY
SETTINGS non_replicated_deduplication_window = 1000
COMMENT 'Open, high, low, close and volume of an interval, made by the bars actor; see also bars_1m'

-- Where one model sees the mid price after its horizon; position is that of its feature vector.
-- Read by the gateway, analysts and dashboards; written by the recorder. Follows from streams/.
CREATE TABLE IF NOT EXISTS predictions
(
  position UInt64 COMMENT 'Ordinal in the input log of the record that caused this one' CODEC(Delta, ZSTD(1)),
  output_index UInt16 COMMENT 'Which of the outputs that one input caused, counted from 0 per stream',
  instrument_id UInt32 COMMENT 'Instrument, see the table instruments; 0 where none is concerned',
  event_time DateTime64(6, 'UTC') COMMENT 'When it happened, by the clock of the venue' CODEC(Delta, ZSTD(1)),
  model FixedString(32) COMMENT 'Name of the model' CODEC(ZSTD(1)),
  model_version UInt32 COMMENT 'Version of the model',
  model_sha_256 FixedString(32) COMMENT 'SHA-256 of the model file' CODEC(ZSTD(1)),
  horizon_us UInt64 COMMENT 'How far ahead, in microseconds; 0 for the next move of the mid price' CODEC(Delta, ZSTD(1)),
  mid_price_half_ticks Int64 COMMENT 'Bid + ask when it was made, in ticks: twice the mid price' CODEC(Delta, ZSTD(1)),
  probability_up Float32 COMMENT 'Probability that the mid price is higher then: 0 to 1' CODEC(ZSTD(1)),
  probability_down Float32 COMMENT 'Probability that it is lower then: 0 to 1' CODEC(ZSTD(1)),
  flags UInt8 COMMENT 'Marks: 1 warming, 2 stale, 4 gapped, 16 shadow',
  recorded_time DateTime('UTC') DEFAULT now() COMMENT 'When the recorder stored it'
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(event_time)
ORDER BY (instrument_id, event_time, position, output_index)
TTL recorded_time + INTERVAL 365 DAY
SETTINGS non_replicated_deduplication_window = 1000
COMMENT 'Where one model sees the mid price after its horizon; position is that of its feature vector'

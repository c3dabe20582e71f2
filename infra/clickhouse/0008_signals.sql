-- A strategy's wish: a target position, and why.
-- Read by the gateway, analysts and dashboards; written by the recorder. Follows from streams/.
CREATE TABLE IF NOT EXISTS signals
(
  position UInt64 COMMENT 'Ordinal in the input log of the record that caused this one' CODEC(Delta, ZSTD(1)),
  output_index UInt16 COMMENT 'Which of the outputs that one input caused, counted from 0 per stream',
  instrument_id UInt32 COMMENT 'Instrument, see the table instruments; 0 where none is concerned',
  event_time DateTime64(6, 'UTC') COMMENT 'When it happened, by the clock of the venue' CODEC(Delta, ZSTD(1)),
  signal_id LowCardinality(String) COMMENT 'Derived: strategy/instrument/position/output index',
  account LowCardinality(String) COMMENT 'Account the strategy trades for',
  strategy LowCardinality(String) COMMENT 'Name of the strategy',
  target_position_lots Int64 COMMENT 'Wished position, signed, in lots' CODEC(Delta, ZSTD(1)),
  confidence Float64 COMMENT 'How sure the strategy is: 0 to 1' CODEC(ZSTD(1)),
  reference_price_half_ticks Int64 COMMENT 'Bid + ask it decided on, in ticks: twice the mid price' CODEC(Delta, ZSTD(1)),
  reason String COMMENT 'Why, in a sentence a trader understands' CODEC(ZSTD(1)),
  prediction_position UInt64 COMMENT 'Position of the prediction it acted on; 0 where it used none' CODEC(Delta, ZSTD(1)),
  model LowCardinality(String) COMMENT 'Model of that prediction; empty where it used none',
  recorded_time DateTime('UTC') DEFAULT now() COMMENT 'When the recorder stored it'
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(event_time)
ORDER BY (instrument_id, event_time, position, output_index)
TTL recorded_time + INTERVAL 3650 DAY
SETTINGS non_replicated_deduplication_window = 1000
COMMENT 'A strategy\'s wish: a target position, and why'

-- What became of a prediction; position is that of the vector that showed it, not of the prediction.
-- Read by the gateway, analysts and dashboards; written by the recorder. Follows from streams/.
CREATE TABLE IF NOT EXISTS outcomes
(
  position UInt64 COMMENT 'Ordinal in the input log of the record that caused this one' CODEC(Delta, ZSTD(1)),
  output_index UInt16 COMMENT 'Which of the outputs that one input caused, counted from 0 per stream',
  instrument_id UInt32 COMMENT 'Instrument, see the table instruments; 0 where none is concerned',
  event_time DateTime64(6, 'UTC') COMMENT 'When it happened, by the clock of the venue' CODEC(Delta, ZSTD(1)),
  model FixedString(32) COMMENT 'Name of the model' CODEC(ZSTD(1)),
  model_version UInt32 COMMENT 'Version of the model',
  horizon_us UInt64 COMMENT 'How far ahead, in microseconds; 0 for the next move of the mid price' CODEC(Delta, ZSTD(1)),
  prediction_position UInt64 COMMENT 'Position of the prediction' CODEC(Delta, ZSTD(1)),
  prediction_output_index UInt16 COMMENT 'Output index of the prediction',
  prediction_time DateTime64(6, 'UTC') COMMENT 'Event time of the prediction' CODEC(Delta, ZSTD(1)),
  probability_up Float32 COMMENT 'Probability of up that was said: 0 to 1' CODEC(ZSTD(1)),
  probability_down Float32 COMMENT 'Probability of down that was said: 0 to 1' CODEC(ZSTD(1)),
  came Enum8('flat' = 0, 'up' = 1, 'down' = 2, 'lost' = 3) COMMENT 'What came: lost where records or a session ended before it',
  weight Float32 COMMENT 'Share of a vote: predictions of one model that waited for one move share one; 0 where not counted' CODEC(ZSTD(1)),
  mid_price_half_ticks Int64 COMMENT 'Twice the mid price when it was predicted, in ticks' CODEC(Delta, ZSTD(1)),
  outcome_half_ticks Int64 COMMENT 'Twice the mid price that came, in ticks; 0 where lost' CODEC(Delta, ZSTD(1)),
  spread_steps UInt32 COMMENT 'Spread when it was predicted, in smallest price steps of the instrument',
  volatility_ratio Float32 COMMENT 'Volatility of 5 s over that of 300 s when it was predicted' CODEC(ZSTD(1)),
  flags UInt8 COMMENT 'Marks of the prediction: 1 warming, 2 stale, 4 gapped, 16 shadow',
  recorded_time DateTime('UTC') DEFAULT now() COMMENT 'When the recorder stored it'
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(event_time)
ORDER BY (instrument_id, event_time, position, output_index)
TTL recorded_time + INTERVAL 365 DAY
SETTINGS non_replicated_deduplication_window = 1000
COMMENT 'What became of a prediction; position is that of the vector that showed it, not of the prediction'

-- How right predictions were, summed up: by model, version, instrument, hour, probability and regime.
-- Filled from outcomes by model_scores_from_outcomes; read by GET /v1/models/{name}/scores and dashboards.
CREATE TABLE IF NOT EXISTS model_scores
(
  model LowCardinality(String) COMMENT 'Name of the model',
  model_version UInt32 COMMENT 'Version of the model',
  instrument_id UInt32 COMMENT 'Instrument, see the table instruments',
  hour DateTime('UTC') COMMENT 'Hour in which their outcome was known, by the clock of the venue',
  counted Bool COMMENT 'Not where the prediction was made on warming, stale or gapped data, or its outcome is lost',
  came Enum8('flat' = 0, 'up' = 1, 'down' = 2, 'lost' = 3) COMMENT 'What came',
  bin UInt8 COMMENT 'Probability of up that was said, in steps of 0.05: 0 to 19; from 10 on it said up',
  spread Enum8('tight' = 0, 'usual' = 1, 'wide' = 2) COMMENT 'One smallest price step, up to three, more',
  volatility Enum8('calm' = 0, 'usual' = 1, 'fast' = 2) COMMENT 'Volatility of 5 s over that of 300 s: below 0.5, usual, from 1.5',
  predictions UInt64 COMMENT 'Predictions',
  votes Float64 COMMENT 'Votes: predictions that waited for one move share one',
  said Float64 COMMENT 'Sum of vote times probability of up',
  brier Float64 COMMENT 'Sum of vote times squared error of that probability',
  log_loss Float64 COMMENT 'Sum of vote times logarithmic loss',
  first_time SimpleAggregateFunction(min, DateTime64(6, 'UTC')) COMMENT 'First of the predictions',
  last_time SimpleAggregateFunction(max, DateTime64(6, 'UTC')) COMMENT 'Last of the predictions'
)
ENGINE = SummingMergeTree((predictions, votes, said, brier, log_loss))
PARTITION BY toYYYYMM(hour)
ORDER BY (model, model_version, instrument_id, hour, counted, came, bin, spread, volatility)
SETTINGS non_replicated_deduplication_window = 1000
COMMENT 'How right predictions were, summed up'

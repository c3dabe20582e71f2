-- Keeps model_scores. A flat outcome is half up: the error counts against both sides.
CREATE MATERIALIZED VIEW IF NOT EXISTS model_scores_from_outcomes TO model_scores AS
WITH
  if(probability_up + probability_down > 0, probability_up / (probability_up + probability_down), 0.5) AS up,
  least(1 - 1e-12, greatest(1e-12, toFloat64(up))) AS p,
  multiIf(came = 'up', 1., came = 'down', 0., 0.5) AS y
SELECT
  toStringCutToZero(t.model) AS model,
  model_version,
  instrument_id,
  toStartOfHour(t.event_time) AS hour,
  weight > 0 AS counted,
  came,
  toUInt8(least(19, floor(up * 20))) AS bin,
  multiIf(spread_steps <= 1, 'tight', spread_steps <= 3, 'usual', 'wide') AS spread,
  multiIf(volatility_ratio < 0.5, 'calm', volatility_ratio < 1.5, 'usual', 'fast') AS volatility,
  count() AS predictions,
  sum(toFloat64(weight)) AS votes,
  sum(weight * p) AS said,
  sum(weight * (p - y) * (p - y)) AS brier,
  sum(-weight * (y * log(p) + (1 - y) * log(1 - p))) AS log_loss,
  min(prediction_time) AS first_time,
  max(prediction_time) AS last_time
FROM outcomes AS t
GROUP BY model, model_version, instrument_id, hour, counted, came, bin, spread, volatility

-- How right was a model, in whole and by each dimension?
-- Read by GET /v1/models/{name}/scores. One row per dimension, value, probability bin and what came.
WITH (
  SELECT max(hour) FROM model_scores WHERE model = {model:String}
) AS newest
SELECT
  dimension,
  value,
  bin,
  came,
  sum(predictions) AS predictions,
  sum(votes) AS votes,
  sum(said) AS said,
  sum(brier) AS brier,
  sum(log_loss) AS log_loss,
  toUnixTimestamp64Micro(min(first_time)) AS first_us,
  toUnixTimestamp64Micro(max(last_time)) AS last_us
FROM (
  SELECT
    *,
    arrayJoin([
      ('all', ''),
      ('version', toString(model_version)),
      ('instrument', toString(instrument_id)),
      ('hour', formatDateTime(hour, '%H:00')),
      ('spread', toString(spread)),
      ('volatility', toString(volatility)),
      ('excluded', '')
    ]) AS kind,
    kind.1 AS dimension,
    kind.2 AS value
  FROM model_scores
  WHERE model = {model:String}
    AND hour > newest - toIntervalHour({hours:UInt32})
    AND ({version:UInt32} = 0 OR model_version = {version:UInt32})
    AND ({instrument:UInt32} = 0 OR instrument_id = {instrument:UInt32})
    AND (kind.1 = 'excluded') != counted
)
GROUP BY dimension, value, bin, came
ORDER BY dimension, value, bin, came

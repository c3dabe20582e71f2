-- How much less wrong is one version than another, over the moves that both predicted?
-- Read by GET /v1/models/{name}/promotion. Error is the squared one of the probability of up.
SELECT
  count() AS moves,
  avg(less_wrong) AS mean,
  if(count() > 1, stddevSamp(less_wrong), 0) AS deviation
FROM (
  SELECT
    instrument_id,
    position,
    avg(pow(b.p - y, 2) - pow(a.p - y, 2)) AS less_wrong
  FROM (
    SELECT
      instrument_id,
      position,
      prediction_position,
      probability_up / (probability_up + probability_down) AS p,
      multiIf(came = 'up', 1., came = 'down', 0., 0.5) AS y
    FROM outcomes
    WHERE toStringCutToZero(model) = {model:String} AND model_version = {version:UInt32}
      AND weight > 0
    ORDER BY event_time DESC
    LIMIT {most:UInt32}
  ) AS a
  INNER JOIN (
    SELECT
      instrument_id,
      prediction_position,
      probability_up / (probability_up + probability_down) AS p
    FROM outcomes
    WHERE toStringCutToZero(model) = {other:String} AND model_version = {otherVersion:UInt32}
      AND weight > 0
    ORDER BY event_time DESC
    LIMIT {most:UInt32}
  ) AS b USING (instrument_id, prediction_position)
  GROUP BY instrument_id, position
)

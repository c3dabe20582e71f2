-- What was an account worth over its last hours?
-- Read by GET /v1/portfolio/{account}/equity. A position row replaces the one before it of its strategy and
-- instrument, so what the account earned is the sum of how much each row differs from the row it replaces.
-- Currencies count at the rates given, those of now; one without a rate counts nothing.
WITH
  {hours:UInt32} AS hours,
  (SELECT max(event_time) FROM positions WHERE account = {account:String}) AS newest,
  newest - toIntervalHour(hours) AS oldest,
  rows AS
  (
    SELECT
      strategy,
      instrument_id,
      max(event_time) AS time,
      argMax(
        realized_tick_lots + unrealized_half_tick_lots / 2 - funding_tick_lots,
        (position, output_index)
      ) AS earned,
      argMax(fees_tick_lots, (position, output_index)) AS paid
    FROM positions
    WHERE account = {account:String}
    GROUP BY
      strategy,
      instrument_id,
      -- What was before counts as one row of each strategy and instrument.
      if(event_time < oldest, 0, toUnixTimestamp(event_time) + 1) AS second
  ),
  changes AS
  (
    SELECT
      greatest(r.time, oldest) AS time,
      toFloat64(i.tick_size * i.lot_size)
        * transform(toString(i.currency), {currencies:Array(String)}, {rates:Array(Float64)}, 0.) AS money,
      (earned - lagInFrame(earned, 1, 0) OVER one) * money AS earned_more,
      (paid - lagInFrame(paid, 1, 0) OVER one) * money AS paid_more
    FROM rows AS r
    INNER JOIN instruments AS i FINAL USING (instrument_id)
    WINDOW one AS
    (
      PARTITION BY r.strategy, r.instrument_id
      ORDER BY r.time
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    )
  ),
  (SELECT greatest(1, intDiv(toInt64(dateDiff('second', min(time), max(time))), {points:UInt32})) FROM changes) AS step
SELECT
  toUnixTimestamp64Micro(max(time)) AS time_us,
  sum(sum(earned_more)) OVER course AS earned,
  sum(sum(paid_more)) OVER course AS paid
FROM changes
GROUP BY intDiv(toUnixTimestamp(time), step) AS bucket
WINDOW course AS (ORDER BY bucket ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
ORDER BY bucket

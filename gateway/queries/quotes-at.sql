-- What were the best prices when some orders were decided, when they were filled, and a while after?
-- Read by GET /v1/tca. A moment is an instrument, an event time, and a position of the session that the time
-- is of, as another session may have had the same times. Moments that nobody can tell of are left out: before
-- the first quote, with one that is too old, or yet to come.
WITH
  starts AS
  (
    SELECT groupArray(position) AS at
    FROM (SELECT position FROM controls WHERE control = 'sessionStarted' ORDER BY position)
  ),
  moments AS
  (
    SELECT
      instrument_id,
      position,
      toUnixTimestamp64Micro(event_time) AS event_us,
      arrayJoin({laterUs:Array(Int64)}) AS later_us
    FROM fills
    WHERE client_order_id IN {orders:Array(String)}
    UNION ALL
    SELECT
      instrument_id,
      position,
      toUnixTimestamp64Micro(event_time) AS event_us,
      toInt64(0) AS later_us
    FROM order_commands
    WHERE client_order_id IN {orders:Array(String)} AND command = 'submit' AND stage = 'requested'
  ),
  asked AS
  (
    SELECT
      *,
      fromUnixTimestamp64Micro(event_us + later_us, 'UTC') AS time,
      arrayCount(start -> start <= position, (SELECT at FROM starts)) AS session
    FROM moments
  ),
  told AS
  (
    SELECT
      instrument_id,
      arrayCount(start -> start <= position, (SELECT at FROM starts)) AS session,
      event_time,
      bid_price_ticks,
      ask_price_ticks
    FROM quotes
    WHERE instrument_id IN (SELECT instrument_id FROM moments)
      AND event_time >= (SELECT min(time) - toIntervalMicrosecond({ageUs:Int64}) FROM asked)
      AND event_time <= (SELECT max(time) + toIntervalMicrosecond({ageUs:Int64}) FROM asked)
      AND bid_price_ticks > 0
      AND ask_price_ticks > 0
  ),
  ends AS
  (
    SELECT instrument_id, session, max(event_time) AS newest FROM told GROUP BY instrument_id, session
  )
SELECT
  a.instrument_id AS instrument_id,
  a.position AS position,
  a.event_us AS event_us,
  a.later_us AS later_us,
  q.bid_price_ticks AS bid,
  q.ask_price_ticks AS ask
FROM asked AS a
ASOF INNER JOIN told AS q
  ON q.instrument_id = a.instrument_id AND q.session = a.session AND q.event_time <= a.time
INNER JOIN ends AS e ON e.instrument_id = a.instrument_id AND e.session = a.session
WHERE (a.later_us = 0 OR a.time <= e.newest)
  AND q.event_time >= a.time - toIntervalMicrosecond({ageUs:Int64})

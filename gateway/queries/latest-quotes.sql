-- gateway/queries/latest-quotes.sql
-- What is the best bid and offer of each instrument?
-- Read by the gateway's start and GET /v1/quotes/latest: the newest row of each in the current session.
SELECT {columns}
FROM quotes AS t
WHERE (t.instrument_id, t.position) IN
(
  SELECT instrument_id, max(position)
  FROM quotes
  WHERE position >= (SELECT max(position) FROM controls WHERE control = 'sessionStarted')
    AND ({instrument:UInt32} = 0 OR instrument_id = {instrument:UInt32})
  GROUP BY instrument_id
)
ORDER BY t.instrument_id

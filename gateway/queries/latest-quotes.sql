-- What is the best bid and offer of each instrument?
-- Read by GET /v1/quotes/latest: the newest row of each in the current session.
SELECT {columns}
FROM quotes AS t
WHERE t.position >= (SELECT max(position) FROM controls WHERE control = 'sessionStarted')
  AND ({instrument:UInt32} = 0 OR t.instrument_id = {instrument:UInt32})
ORDER BY t.position DESC
LIMIT 1 BY instrument_id

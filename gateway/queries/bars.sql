-- gateway/queries/bars.sql
-- What are the newest bars of an instrument?
-- Read by GET /v1/bars; newest first, before the place where the last page ended.
SELECT {columns}
FROM bars AS t
WHERE t.instrument_id = {instrument:UInt32}
  AND t.interval_seconds = {seconds:UInt32}
  AND (t.position, t.output_index) < ({position:UInt64}, {index:UInt16})
ORDER BY t.position DESC, t.output_index DESC
LIMIT {limit:UInt32}

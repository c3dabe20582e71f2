-- gateway/queries/positions.sql
-- What does each strategy hold in each instrument now?
-- Read by GET /v1/positions: the newest row of each, newest first, before where the last page ended.
SELECT *
FROM
(
  SELECT {columns}
  FROM positions AS t
  WHERE ({instrument:UInt32} = 0 OR t.instrument_id = {instrument:UInt32})
    AND ({strategy:String} = '' OR t.strategy = {strategy:String})
  ORDER BY t.position DESC, t.output_index DESC
  LIMIT 1 BY account, strategy, instrument_id
)
WHERE (position, output_index) < ({position:UInt64}, {index:UInt16})
ORDER BY position DESC, output_index DESC
LIMIT {limit:UInt32}

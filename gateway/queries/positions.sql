-- gateway/queries/positions.sql
-- What does each strategy hold in each instrument now?
-- Read by GET /v1/positions: the newest row of each, newest first, before where the last page ended.
SELECT {columns}
FROM positions AS t
WHERE (t.account, t.strategy, t.instrument_id, (t.position, t.output_index)) IN
(
  SELECT account, strategy, instrument_id, max((position, output_index))
  FROM positions
  WHERE ({instrument:UInt32} = 0 OR instrument_id = {instrument:UInt32})
    AND ({strategy:String} = '' OR strategy = {strategy:String})
    AND (empty({accounts:Array(String)}) OR account IN {accounts:Array(String)})
    AND (empty({strategies:Array(String)}) OR strategy IN {strategies:Array(String)})
  GROUP BY account, strategy, instrument_id
)
  AND (t.position, t.output_index) < ({position:UInt64}, {index:UInt16})
ORDER BY t.position DESC, t.output_index DESC
LIMIT {limit:UInt32}

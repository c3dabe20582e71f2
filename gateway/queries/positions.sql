-- What does each strategy hold in each instrument now?
-- Read by GET /v1/positions: the newest row of each.
SELECT {columns}
FROM positions AS t
WHERE ({instrument:UInt32} = 0 OR t.instrument_id = {instrument:UInt32})
  AND ({strategy:String} = '' OR t.strategy = {strategy:String})
ORDER BY t.position DESC, t.output_index DESC
LIMIT 1 BY account, strategy, instrument_id
LIMIT {limit:UInt32}

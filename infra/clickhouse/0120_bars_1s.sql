-- One-second bars of all trades, exact under late, shuffled and repeated input. Kept as long as trades are.
-- Filled from trades by bars_1s_from_trades; read through v_bars_1s.
CREATE TABLE IF NOT EXISTS bars_1s
(
  instrument_id UInt32 COMMENT 'Instrument, see the table instruments',
  start DateTime('UTC') COMMENT 'Start of the second, by the clock of the venue',
  open AggregateFunction(argMin, Int64, Tuple(DateTime64(6, 'UTC'), UInt64)) COMMENT 'First price, in ticks',
  high SimpleAggregateFunction(max, Int64) COMMENT 'Highest price, in ticks',
  low SimpleAggregateFunction(min, Int64) COMMENT 'Lowest price, in ticks',
  close AggregateFunction(argMax, Int64, Tuple(DateTime64(6, 'UTC'), UInt64)) COMMENT 'Last price, in ticks',
  volume SimpleAggregateFunction(sum, Int64) COMMENT 'Traded quantity, in lots',
  trades SimpleAggregateFunction(sum, UInt64) COMMENT 'Trades in the second',
  recorded_time SimpleAggregateFunction(max, DateTime('UTC')) COMMENT 'When the recorder stored the last of them'
)
ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(start)
ORDER BY (instrument_id, start)
TTL recorded_time + INTERVAL 90 DAY
SETTINGS non_replicated_deduplication_window = 1000
COMMENT 'One-second bars of all trades; read v_bars_1s'

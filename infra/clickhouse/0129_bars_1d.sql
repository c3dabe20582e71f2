-- One-day bars of all trades, exact under late, shuffled and repeated input. Kept for ever.
-- Filled from bars_1h by bars_1d_from_bars_1h, which fills on as rows come; read through v_bars_1d.
CREATE TABLE IF NOT EXISTS bars_1d
(
  instrument_id UInt32 COMMENT 'Instrument, see the table instruments',
  start DateTime('UTC') COMMENT 'Start of the day, UTC, by the clock of the venue',
  open AggregateFunction(argMin, Int64, Tuple(DateTime64(6, 'UTC'), UInt64)) COMMENT 'First price, in ticks',
  high SimpleAggregateFunction(max, Int64) COMMENT 'Highest price, in ticks',
  low SimpleAggregateFunction(min, Int64) COMMENT 'Lowest price, in ticks',
  close AggregateFunction(argMax, Int64, Tuple(DateTime64(6, 'UTC'), UInt64)) COMMENT 'Last price, in ticks',
  volume SimpleAggregateFunction(sum, Int64) COMMENT 'Traded quantity, in lots',
  trades SimpleAggregateFunction(sum, UInt64) COMMENT 'Trades in the day, UTC'
)
ENGINE = AggregatingMergeTree
PARTITION BY toYear(start)
ORDER BY (instrument_id, start)
SETTINGS non_replicated_deduplication_window = 1000
COMMENT 'One-day bars of all trades; read v_bars_1d'

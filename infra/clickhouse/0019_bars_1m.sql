-- One-minute bars of all trades, exact under late, shuffled and repeated input.
-- Filled from trades by bars_1m_from_trades; read through v_bars_1m.
CREATE TABLE IF NOT EXISTS bars_1m
(
  instrument_id UInt32 COMMENT 'Instrument, see the table instruments',
  minute DateTime('UTC') COMMENT 'Start of the minute, by the clock of the venue',
  open AggregateFunction(argMin, Int64, Tuple(DateTime64(6, 'UTC'), UInt64)) COMMENT 'First price, in ticks',
  high SimpleAggregateFunction(max, Int64) COMMENT 'Highest price, in ticks',
  low SimpleAggregateFunction(min, Int64) COMMENT 'Lowest price, in ticks',
  close AggregateFunction(argMax, Int64, Tuple(DateTime64(6, 'UTC'), UInt64)) COMMENT 'Last price, in ticks',
  volume SimpleAggregateFunction(sum, Int64) COMMENT 'Traded quantity, in lots',
  trades SimpleAggregateFunction(sum, UInt64) COMMENT 'Trades in the minute'
)
ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(minute)
ORDER BY (instrument_id, minute)
SETTINGS non_replicated_deduplication_window = 1000
COMMENT 'One-minute bars of all trades; read v_bars_1m'

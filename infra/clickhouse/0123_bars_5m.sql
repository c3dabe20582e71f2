-- Five-minute bars of all trades, exact under late, shuffled and repeated input. Kept for ever.
-- Filled from bars_1m by bars_5m_from_bars_1m, which fills on as rows come; read through v_bars_5m.
CREATE TABLE IF NOT EXISTS bars_5m
(
  instrument_id UInt32 COMMENT 'Instrument, see the table instruments',
  start DateTime('UTC') COMMENT 'Start of the five minutes, by the clock of the venue',
  open AggregateFunction(argMin, Int64, Tuple(DateTime64(6, 'UTC'), UInt64)) COMMENT 'First price, in ticks',
  high SimpleAggregateFunction(max, Int64) COMMENT 'Highest price, in ticks',
  low SimpleAggregateFunction(min, Int64) COMMENT 'Lowest price, in ticks',
  close AggregateFunction(argMax, Int64, Tuple(DateTime64(6, 'UTC'), UInt64)) COMMENT 'Last price, in ticks',
  volume SimpleAggregateFunction(sum, Int64) COMMENT 'Traded quantity, in lots',
  trades SimpleAggregateFunction(sum, UInt64) COMMENT 'Trades in the five minutes'
)
ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(start)
ORDER BY (instrument_id, start)
SETTINGS non_replicated_deduplication_window = 1000
COMMENT 'Five-minute bars of all trades; read v_bars_5m'

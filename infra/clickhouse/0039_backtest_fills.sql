-- Fills of stored backtests, as many as the run had.
CREATE TABLE IF NOT EXISTS backtest_fills
(
  run_id String COMMENT 'Run, see backtests',
  ordinal UInt32 COMMENT 'Counted from 0 in order of time',
  event_time DateTime64(6, 'UTC') COMMENT 'Time at the venue',
  instrument LowCardinality(String) COMMENT 'symbol.venue',
  account LowCardinality(String) COMMENT 'Account',
  strategy LowCardinality(String) COMMENT 'Strategy',
  client_order_id String COMMENT 'Order it belongs to',
  side Enum8('buy' = 0, 'sell' = 1) COMMENT 'Side',
  price_ticks Float64 COMMENT 'Price in ticks; of quote bars half ticks occur',
  quantity_lots Float64 COMMENT 'Quantity in lots',
  liquidity Enum8('maker' = 0, 'taker' = 1) COMMENT 'Whether it rested or crossed',
  fee_tick_lots Float64 COMMENT 'Fee paid in tick·lots, not rounded'
)
ENGINE = ReplacingMergeTree
ORDER BY (run_id, ordinal)
COMMENT 'Fills of backtests'

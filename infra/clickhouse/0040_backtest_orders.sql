-- Orders of stored backtests and how each ended.
CREATE TABLE IF NOT EXISTS backtest_orders
(
  run_id String COMMENT 'Run, see backtests',
  ordinal UInt32 COMMENT 'Counted from 0 in order of time',
  event_time DateTime64(6, 'UTC') COMMENT 'Time it was sent',
  end_time DateTime64(6, 'UTC') COMMENT 'Time its end was heard of; 1970 where it still worked',
  instrument LowCardinality(String) COMMENT 'symbol.venue',
  account LowCardinality(String) COMMENT 'Account',
  strategy LowCardinality(String) COMMENT 'Strategy',
  client_order_id String COMMENT 'Id of the order',
  side Enum8('buy' = 0, 'sell' = 1) COMMENT 'Side',
  order_type LowCardinality(String) COMMENT 'Order type',
  time_in_force LowCardinality(String) COMMENT 'Time in force',
  price_ticks Float64 COMMENT 'Limit price in ticks; 0 for a market order',
  quantity_lots Float64 COMMENT 'Quantity in lots',
  cum_quantity_lots Float64 COMMENT 'Filled in lots',
  status LowCardinality(String) COMMENT 'How it ended, or working'
)
ENGINE = ReplacingMergeTree
ORDER BY (run_id, ordinal)
COMMENT 'Orders of backtests'

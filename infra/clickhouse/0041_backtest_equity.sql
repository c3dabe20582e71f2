-- Equity of stored backtests over time.
CREATE TABLE IF NOT EXISTS backtest_equity
(
  run_id String COMMENT 'Run, see backtests',
  event_time DateTime64(6, 'UTC') COMMENT 'Time of the sample' CODEC(Delta, ZSTD(1)),
  equity Float64 COMMENT 'Capital and profit, marked at the mid price, in currency' CODEC(ZSTD(1))
)
ENGINE = ReplacingMergeTree
ORDER BY (run_id, event_time)
COMMENT 'Equity of backtests'

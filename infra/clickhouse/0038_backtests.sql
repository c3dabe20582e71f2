-- Backtests that were stored: what was run on which data with which code, and its figures.
-- Written by `npm run backtest -- --store` and by the API's jobs; a run stored twice counts once.
CREATE TABLE IF NOT EXISTS backtests
(
  run_id String COMMENT 'Of configuration, settings, data and code: the same id is the same run',
  stored_time DateTime('UTC') DEFAULT now() COMMENT 'When it was stored',
  strategy LowCardinality(String) COMMENT 'The strategy',
  engine LowCardinality(String) COMMENT 'What ran it: actors, columns or bars',
  data String COMMENT 'Files, or seed and ticks of the simulated market, as JSON',
  config String COMMENT 'Configuration as JSON; null stands for no bound',
  settings String COMMENT 'Every setting as JSON, defaults too',
  data_hash FixedString(64) COMMENT 'SHA-256 of the data, hexadecimal',
  code_version LowCardinality(String) COMMENT 'Commit of the code; +changed where files differed from it',
  cancelled Bool COMMENT 'Whether it was ended before the end of its data',
  from_time DateTime64(6, 'UTC') COMMENT 'Event time of the first sample',
  to_time DateTime64(6, 'UTC') COMMENT 'Event time of the last sample',
  events UInt64 COMMENT 'Rows of market data',
  fills UInt64 COMMENT 'Fills',
  net_profit Float64 COMMENT 'End less start, in currency',
  sharpe Nullable(Float64) COMMENT 'Annualised; null where nothing was traded',
  max_drawdown Float64 COMMENT 'Largest fall from a high, as a part of it',
  statistics String COMMENT 'All figures as JSON',
  warnings String COMMENT 'What was doubtful in the data, as JSON'
)
ENGINE = ReplacingMergeTree
ORDER BY run_id
COMMENT 'Backtests: what was run, and its figures'

-- Keeps bars_1d: every block of rows that reaches bars_1h is added up once more.
CREATE MATERIALIZED VIEW IF NOT EXISTS bars_1d_from_bars_1h TO bars_1d AS
SELECT
  b.instrument_id AS instrument_id,
  toStartOfDay(b.start) AS start,
  argMinMergeState(b.open) AS open,
  max(b.high) AS high,
  min(b.low) AS low,
  argMaxMergeState(b.close) AS close,
  sum(b.volume) AS volume,
  sum(b.trades) AS trades
FROM bars_1h AS b
GROUP BY instrument_id, start

-- Keeps bars_1h: every block of rows that reaches bars_5m is added up once more.
CREATE MATERIALIZED VIEW IF NOT EXISTS bars_1h_from_bars_5m TO bars_1h AS
SELECT
  b.instrument_id AS instrument_id,
  toStartOfHour(b.start) AS start,
  argMinMergeState(b.open) AS open,
  max(b.high) AS high,
  min(b.low) AS low,
  argMaxMergeState(b.close) AS close,
  sum(b.volume) AS volume,
  sum(b.trades) AS trades
FROM bars_5m AS b
GROUP BY instrument_id, start

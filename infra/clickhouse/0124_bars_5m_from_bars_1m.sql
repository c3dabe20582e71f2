-- Keeps bars_5m: every block of rows that reaches bars_1m is added up once more.
CREATE MATERIALIZED VIEW IF NOT EXISTS bars_5m_from_bars_1m TO bars_5m AS
SELECT
  b.instrument_id AS instrument_id,
  toStartOfFiveMinutes(b.minute) AS start,
  argMinMergeState(b.open) AS open,
  max(b.high) AS high,
  min(b.low) AS low,
  argMaxMergeState(b.close) AS close,
  sum(b.volume) AS volume,
  sum(b.trades) AS trades
FROM bars_1m AS b
GROUP BY instrument_id, start

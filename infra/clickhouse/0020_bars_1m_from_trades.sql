-- Keeps bars_1m. Trades that the vendor marked as bad are left out.
CREATE MATERIALIZED VIEW IF NOT EXISTS bars_1m_from_trades TO bars_1m AS
SELECT
  instrument_id,
  toStartOfMinute(event_time) AS minute,
  argMinState(price_ticks, (event_time, position)) AS open,
  max(price_ticks) AS high,
  min(price_ticks) AS low,
  argMaxState(price_ticks, (event_time, position)) AS close,
  sum(quantity_lots) AS volume,
  count() AS trades
FROM trades
WHERE bitAnd(flags, 1) = 0
GROUP BY instrument_id, minute

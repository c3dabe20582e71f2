-- Keeps bars_1s. Trades that the vendor marked as bad are left out.
CREATE MATERIALIZED VIEW IF NOT EXISTS bars_1s_from_trades TO bars_1s AS
SELECT
  instrument_id,
  toDateTime(toStartOfSecond(event_time), 'UTC') AS start,
  argMinState(price_ticks, (event_time, position)) AS open,
  max(price_ticks) AS high,
  min(price_ticks) AS low,
  argMaxState(price_ticks, (event_time, position)) AS close,
  sum(quantity_lots) AS volume,
  count() AS trades,
  max(recorded_time) AS recorded_time
FROM trades
WHERE bitAnd(flags, 1) = 0
GROUP BY instrument_id, start

-- Five-minute bars with names and decimals, for analysts and charts.
CREATE VIEW IF NOT EXISTS v_bars_5m AS
SELECT
  i.name AS instrument,
  b.start AS start,
  argMinMerge(b.open) * any(i.tick_size) AS open,
  max(b.high) * any(i.tick_size) AS high,
  min(b.low) * any(i.tick_size) AS low,
  argMaxMerge(b.close) * any(i.tick_size) AS close,
  sum(b.volume) * any(i.lot_size) AS volume,
  sum(b.trades) AS trades
FROM bars_5m AS b
INNER JOIN instruments AS i FINAL USING (instrument_id)
GROUP BY instrument, start

-- Trades with names and decimals, for analysts.
CREATE VIEW IF NOT EXISTS v_trades AS
SELECT
  i.name AS instrument,
  t.event_time,
  t.ingest_time,
  t.price_ticks * i.tick_size AS price,
  t.quantity_lots * i.lot_size AS quantity,
  t.aggressor_side,
  t.trade_id,
  t.flags,
  t.position
FROM trades AS t
INNER JOIN instruments AS i FINAL USING (instrument_id)

-- Quotes with names and decimals, for analysts.
CREATE VIEW IF NOT EXISTS v_quotes AS
SELECT
  i.name AS instrument,
  t.event_time,
  t.ingest_time,
  t.bid_price_ticks * i.tick_size AS bid_price,
  t.bid_quantity_lots * i.lot_size AS bid_quantity,
  t.ask_price_ticks * i.tick_size AS ask_price,
  t.ask_quantity_lots * i.lot_size AS ask_quantity,
  t.flags,
  t.position
FROM quotes AS t
INNER JOIN instruments AS i FINAL USING (instrument_id)

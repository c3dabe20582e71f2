-- Positions with names and decimals after each fill or mark, for analysts.
CREATE VIEW IF NOT EXISTS v_positions AS
SELECT
  i.name AS instrument,
  t.event_time,
  t.account,
  t.strategy,
  t.quantity_lots * i.lot_size AS quantity,
  t.realized_tick_lots * i.tick_size * i.lot_size AS realized,
  t.unrealized_half_tick_lots * i.tick_size * i.lot_size / 2 AS unrealized,
  t.fees_tick_lots * i.tick_size * i.lot_size AS fees,
  i.currency AS currency,
  t.position
FROM positions AS t
INNER JOIN instruments AS i FINAL USING (instrument_id)

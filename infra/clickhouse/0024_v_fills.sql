-- Our executions with names and decimals, for analysts.
CREATE VIEW IF NOT EXISTS v_fills AS
SELECT
  i.name AS instrument,
  t.event_time,
  t.fill_id,
  t.account,
  t.strategy,
  t.client_order_id,
  t.side,
  t.last_price_ticks * i.tick_size AS price,
  t.last_quantity_lots * i.lot_size AS quantity,
  t.liquidity,
  t.fee_tick_lots * i.tick_size * i.lot_size AS fee,
  i.currency AS currency,
  t.order_position,
  t.position
FROM fills AS t
INNER JOIN instruments AS i FINAL USING (instrument_id)

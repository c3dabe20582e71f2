-- Predictions with names, for analysts.
CREATE VIEW IF NOT EXISTS v_predictions AS
SELECT
  i.name AS instrument,
  t.event_time,
  trim(TRAILING '\0' FROM toString(t.model)) AS model,
  t.model_version,
  lower(hex(t.model_sha_256)) AS model_sha256,
  t.horizon_us,
  t.mid_price_half_ticks * i.tick_size / 2 AS mid_price,
  t.probability_up,
  t.probability_down,
  t.flags,
  t.position
FROM predictions AS t
INNER JOIN instruments AS i FINAL USING (instrument_id)

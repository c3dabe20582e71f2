-- Predictions with what became of them, with names, for analysts.
CREATE VIEW IF NOT EXISTS v_outcomes AS
SELECT
  i.name AS instrument,
  t.prediction_time AS predicted_time,
  t.event_time AS outcome_time,
  toStringCutToZero(t.model) AS model,
  t.model_version,
  t.horizon_us,
  t.probability_up,
  t.probability_down,
  t.came,
  t.weight,
  t.mid_price_half_ticks * i.tick_size / 2 AS mid_price,
  t.outcome_half_ticks * i.tick_size / 2 AS outcome_mid_price,
  t.spread_steps,
  t.volatility_ratio,
  t.flags,
  bitAnd(t.flags, 16) != 0 AS shadow,
  t.prediction_position,
  t.position
FROM outcomes AS t
INNER JOIN instruments AS i FINAL USING (instrument_id)

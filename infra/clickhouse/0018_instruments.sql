-- What can be traded, with its units: prices are counted in ticks, quantities in lots.
-- Filled by the recorder at its start; read by the views.
CREATE TABLE IF NOT EXISTS instruments
(
  instrument_id UInt32 COMMENT 'Stands for the instrument in every other table',
  symbol String COMMENT 'The venue''s own string',
  venue LowCardinality(String) COMMENT 'Where it trades',
  name String COMMENT 'symbol.venue, unique',
  asset_class LowCardinality(String) COMMENT 'crypto, equity, fx, future or simulated',
  currency LowCardinality(String) COMMENT 'What prices and fees are in',
  tick_size Decimal(38, 12) COMMENT 'Price of one tick',
  lot_size Decimal(38, 12) COMMENT 'Quantity of one lot'
)
ENGINE = ReplacingMergeTree
ORDER BY instrument_id
COMMENT 'What can be traded, with its units'

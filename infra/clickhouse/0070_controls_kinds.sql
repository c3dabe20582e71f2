-- controls gains what steers risk, stops and venues: limits, flattening, the dead-man's switch, venue reports, funding.
ALTER TABLE controls
MODIFY COLUMN IF EXISTS control Enum8('sessionStarted' = 0, 'clock' = 1, 'tradingState' = 2, 'model' = 3, 'setting' = 4, 'order' = 5, 'riskLimits' = 6, 'flatten' = 7, 'deadman' = 8, 'venueReport' = 9, 'reportRequest' = 10, 'funding' = 11) COMMENT 'What it commands'

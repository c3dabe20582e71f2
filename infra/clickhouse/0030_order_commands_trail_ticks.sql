-- order_commands gains trail_ticks: Distance a trailing stop keeps, in ticks; 0 where it does not trail.
ALTER TABLE order_commands
ADD COLUMN IF NOT EXISTS trail_ticks Int64 COMMENT 'Distance a trailing stop keeps, in ticks; 0 where it does not trail' CODEC(Delta, ZSTD(1)) AFTER stop_price_ticks

-- order_commands gains stop_price_ticks: Price that triggers a stop, in ticks; 0 where there is none (FIX 99).
ALTER TABLE order_commands
ADD COLUMN IF NOT EXISTS stop_price_ticks Int64 COMMENT 'Price that triggers a stop, in ticks; 0 where there is none (FIX 99)' CODEC(Delta, ZSTD(1)) AFTER reason

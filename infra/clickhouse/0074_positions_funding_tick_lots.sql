-- positions gains funding_tick_lots: Funding paid, in tick·lots; negative where it was received.
ALTER TABLE positions
ADD COLUMN IF NOT EXISTS funding_tick_lots Int64 COMMENT 'Funding paid, in tick·lots; negative where it was received' CODEC(Delta, ZSTD(1)) AFTER fifo_realized_tick_lots

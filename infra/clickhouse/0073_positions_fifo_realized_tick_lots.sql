-- positions gains fifo_realized_tick_lots: Realized profit before fees, first in first out, in tick·lots.
ALTER TABLE positions
ADD COLUMN IF NOT EXISTS fifo_realized_tick_lots Int64 COMMENT 'Realized profit before fees, first in first out, in tick·lots' CODEC(Delta, ZSTD(1)) AFTER fills

-- order_commands gains exec_inst: postOnly: never takes; reduceOnly: never adds to a position (FIX 18).
ALTER TABLE order_commands
ADD COLUMN IF NOT EXISTS exec_inst Array(LowCardinality(String)) COMMENT 'postOnly: never takes; reduceOnly: never adds to a position (FIX 18)' AFTER trail_ticks

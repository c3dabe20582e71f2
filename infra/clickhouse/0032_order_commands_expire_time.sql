-- order_commands gains expire_time: When a gtd order ends, by the clock of the venue (FIX 126).
ALTER TABLE order_commands
ADD COLUMN IF NOT EXISTS expire_time DateTime64(6, 'UTC') COMMENT 'When a gtd order ends, by the clock of the venue (FIX 126)' CODEC(Delta, ZSTD(1)) AFTER exec_inst

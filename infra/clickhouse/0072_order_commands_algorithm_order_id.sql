-- order_commands gains algorithm_order_id: Algorithm order it is a slice of; empty where it is none.
ALTER TABLE order_commands
ADD COLUMN IF NOT EXISTS algorithm_order_id LowCardinality(String) COMMENT 'Algorithm order it is a slice of; empty where it is none' AFTER parent_order_id

-- order_commands gains order_list_id: Orders of one list: a fill of one cancels the others; OCO (FIX 66).
ALTER TABLE order_commands
ADD COLUMN IF NOT EXISTS order_list_id LowCardinality(String) COMMENT 'Orders of one list: a fill of one cancels the others; OCO (FIX 66)' AFTER expire_time

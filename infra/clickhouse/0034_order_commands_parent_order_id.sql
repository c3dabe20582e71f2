-- order_commands gains parent_order_id: Client order id of the order that must fill before; OTO, bracket.
ALTER TABLE order_commands
ADD COLUMN IF NOT EXISTS parent_order_id LowCardinality(String) COMMENT 'Client order id of the order that must fill before; OTO, bracket' AFTER order_list_id

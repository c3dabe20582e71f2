-- order_commands gains the order types that wait: stops, and what is left of a market order as a limit.
ALTER TABLE order_commands
MODIFY COLUMN IF EXISTS order_type Enum8('market' = 0, 'limit' = 1, 'stop' = 2, 'stopLimit' = 3, 'trailingStop' = 4, 'marketToLimit' = 5) COMMENT 'Order type (FIX 40)'

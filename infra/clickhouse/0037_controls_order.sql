-- controls gains orders by hand: what a person or a program asks of a venue enters with the market.
ALTER TABLE controls
MODIFY COLUMN IF EXISTS control Enum8('sessionStarted' = 0, 'clock' = 1, 'tradingState' = 2, 'model' = 3, 'setting' = 4, 'order' = 5) COMMENT 'What it commands'

-- order_events gains what happens to an order that waited: triggered.
ALTER TABLE order_events
MODIFY COLUMN IF EXISTS event Enum8('denied' = 0, 'submitted' = 1, 'accepted' = 2, 'rejected' = 3, 'partiallyFilled' = 4, 'filled' = 5, 'canceled' = 6, 'expired' = 7, 'replaced' = 8, 'cancelRejected' = 9, 'replaceRejected' = 10, 'triggered' = 11) COMMENT 'What happened'

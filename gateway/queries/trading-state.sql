-- What may be sent now?
-- Read by GET /v1/trading-state. The newest change for every account.
SELECT
  position,
  name,
  value,
  reason
FROM controls
WHERE control = 'tradingState'
  AND name = ''
ORDER BY position DESC
LIMIT 1

-- How was a strategy changed, from the first change on?
-- Read by the routes of strategies: what is in force is the fold of these.
SELECT
  position,
  value,
  reason
FROM controls
WHERE control = 'setting'
  AND name = {strategy:String}
ORDER BY position

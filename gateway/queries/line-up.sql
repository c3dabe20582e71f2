-- Which models run, since when?
-- Read when the gateway starts. A session and every change tell the whole line-up.
SELECT {columns}
FROM controls AS t
WHERE t.control = 'model'
  OR (t.control = 'sessionStarted' AND t.value LIKE '%"models":%')
ORDER BY t.position DESC
LIMIT 1

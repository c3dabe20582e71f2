-- Sessions: one row for each start of a market source, with the positions that belong to it.
CREATE VIEW IF NOT EXISTS v_sessions AS
SELECT
  name AS source,
  value AS options,
  ingest_time AS started,
  position AS first_position,
  leadInFrame(position, 1, 18446744073709551615) OVER (
    ORDER BY position ASC ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING
  ) AS next_position
FROM controls
WHERE control = 'sessionStarted'

-- limit_changes gains reset: Of those limits the ones that are again what they are without this scope.
ALTER TABLE limit_changes
ADD COLUMN IF NOT EXISTS reset Array(LowCardinality(String)) COMMENT 'Of those limits the ones that are again what they are without this scope' AFTER reason

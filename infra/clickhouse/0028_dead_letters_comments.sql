-- What a dead letter is found by: the position of its record.
ALTER TABLE dead_letters
  COMMENT COLUMN IF EXISTS stream 'Stream of the record',
  COMMENT COLUMN IF EXISTS sequence 'Position of the record, by which it is found in its table'

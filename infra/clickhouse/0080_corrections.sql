-- A difference between what we knew and what the venue says, and what was done about it.
-- Read by the gateway, analysts and dashboards; written by the recorder. Follows from streams/.
CREATE TABLE IF NOT EXISTS corrections
(
  position UInt64 COMMENT 'Ordinal in the input log of the record that caused this one' CODEC(Delta, ZSTD(1)),
  output_index UInt16 COMMENT 'Which of the outputs that one input caused, counted from 0 per stream',
  instrument_id UInt32 COMMENT 'Instrument, see the table instruments; 0 where none is concerned',
  event_time DateTime64(6, 'UTC') COMMENT 'When it happened, by the clock of the venue' CODEC(Delta, ZSTD(1)),
  account LowCardinality(String) COMMENT 'Account at the venue',
  venue LowCardinality(String) COMMENT 'Venue that says it',
  request_id LowCardinality(String) COMMENT 'Request it answers; empty where the venue told it by itself',
  origin Enum8('stream' = 0, 'start' = 1, 'reconnect' = 2, 'periodic' = 3, 'query' = 4) COMMENT 'Why it came: by itself, or as an answer',
  action Enum8('fillAdded' = 0, 'eventAdded' = 1, 'orderAdopted' = 2, 'orderFlagged' = 3, 'positionFlagged' = 4, 'duplicateIgnored' = 5, 'outcomeProved' = 6, 'requestFailed' = 7, 'fillFlagged' = 8) COMMENT 'What was done',
  situation LowCardinality(String) COMMENT 'Name of the situation, as in the matrix of the documentation',
  client_order_id LowCardinality(String) COMMENT 'Order it concerns; empty where none',
  venue_order_id LowCardinality(String) COMMENT 'The venue\'s id of that order',
  trade_id LowCardinality(String) COMMENT 'Execution it concerns; empty where none',
  ours String COMMENT 'What we knew' CODEC(ZSTD(1)),
  theirs String COMMENT 'What the venue says' CODEC(ZSTD(1)),
  reason String COMMENT 'Why it was done, in a sentence' CODEC(ZSTD(1)),
  recorded_time DateTime('UTC') DEFAULT now() COMMENT 'When the recorder stored it'
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(event_time)
ORDER BY (instrument_id, event_time, position, output_index)
TTL recorded_time + INTERVAL 3650 DAY
SETTINGS non_replicated_deduplication_window = 1000
COMMENT 'A difference between what we knew and what the venue says, and what was done about it'

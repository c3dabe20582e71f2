-- The ledger of live feeds: connections, losses, gaps, resyncs and silences, between the ticks they concern.
-- Read by the gateway, analysts and dashboards; written by the recorder. Follows from streams/.
CREATE TABLE IF NOT EXISTS feed_events
(
  position UInt64 COMMENT 'Ordinal in the input log of the record that caused this one' CODEC(Delta, ZSTD(1)),
  output_index UInt16 COMMENT 'Which of the outputs that one input caused, counted from 0 per stream',
  instrument_id UInt32 COMMENT 'Instrument, see the table instruments; 0 where none is concerned',
  event_time DateTime64(6, 'UTC') COMMENT 'When it happened, by the clock of the venue' CODEC(Delta, ZSTD(1)),
  ingest_time DateTime64(6, 'UTC') COMMENT 'When we saw it, by our clock' CODEC(Delta, ZSTD(1)),
  feed LowCardinality(String) COMMENT 'The venue, as instruments name it',
  event Enum8('connected' = 0, 'disconnected' = 1, 'gap' = 2, 'resynced' = 3, 'stale' = 4, 'fresh' = 5) COMMENT 'What happened',
  missed Int64 COMMENT 'Updates that are missing, where the venue numbers them; -1 where nobody can tell' CODEC(Delta, ZSTD(1)),
  silent_ms Int64 COMMENT 'How long nothing came before it, in milliseconds' CODEC(Delta, ZSTD(1)),
  reason String COMMENT 'Why, in the words of whoever noticed' CODEC(ZSTD(1)),
  recorded_time DateTime('UTC') DEFAULT now() COMMENT 'When the recorder stored it'
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(event_time)
ORDER BY (instrument_id, event_time, position, output_index)
TTL recorded_time + INTERVAL 3650 DAY
SETTINGS non_replicated_deduplication_window = 1000
COMMENT 'The ledger of live feeds: connections, losses, gaps, resyncs and silences, between the ticks they concern'

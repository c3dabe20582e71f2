-- Wall-clock times of one order on its way through this process, by our clock; 0 where unknown.
-- Read by the gateway, analysts and dashboards; written by the recorder. Follows from streams/.
CREATE TABLE IF NOT EXISTS traces
(
  position UInt64 COMMENT 'Ordinal in the input log of the record that caused this one' CODEC(Delta, ZSTD(1)),
  output_index UInt16 COMMENT 'Which of the outputs that one input caused, counted from 0 per stream',
  instrument_id UInt32 COMMENT 'Instrument, see the table instruments; 0 where none is concerned',
  event_time DateTime64(6, 'UTC') COMMENT 'When it happened, by the clock of the venue' CODEC(Delta, ZSTD(1)),
  client_order_id LowCardinality(String) COMMENT 'Order that was released',
  ingest_time DateTime64(6, 'UTC') COMMENT 'Tick received' CODEC(Delta, ZSTD(1)),
  features_time DateTime64(6, 'UTC') COMMENT 'Feature vector computed' CODEC(Delta, ZSTD(1)),
  predicted_time DateTime64(6, 'UTC') COMMENT 'Prediction received from the model' CODEC(Delta, ZSTD(1)),
  decided_time DateTime64(6, 'UTC') COMMENT 'Order approved by risk' CODEC(Delta, ZSTD(1)),
  tick_durable_time DateTime64(6, 'UTC') COMMENT 'Tick acknowledged by the stream' CODEC(Delta, ZSTD(1)),
  order_durable_time DateTime64(6, 'UTC') COMMENT 'Order acknowledged by the stream' CODEC(Delta, ZSTD(1)),
  released_time DateTime64(6, 'UTC') COMMENT 'Order released to the venue' CODEC(Delta, ZSTD(1)),
  recorded_time DateTime('UTC') DEFAULT now() COMMENT 'When the recorder stored it'
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(event_time)
ORDER BY (instrument_id, event_time, position, output_index)
TTL recorded_time + INTERVAL 365 DAY
SETTINGS non_replicated_deduplication_window = 1000
COMMENT 'Wall-clock times of one order on its way through this process, by our clock; 0 where unknown'

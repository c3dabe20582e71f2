-- What a model sees of one instrument at one moment.
-- Read by the gateway, analysts and dashboards; written by the recorder. Follows from streams/.
CREATE TABLE IF NOT EXISTS features
(
  position UInt64 COMMENT 'Ordinal in the input log of the record that caused this one' CODEC(Delta, ZSTD(1)),
  output_index UInt16 COMMENT 'Which of the outputs that one input caused, counted from 0 per stream',
  instrument_id UInt32 COMMENT 'Instrument, see the table instruments; 0 where none is concerned',
  event_time DateTime64(6, 'UTC') COMMENT 'When it happened, by the clock of the venue' CODEC(Delta, ZSTD(1)),
  set UInt16 COMMENT 'Version of the feature set',
  flags UInt8 COMMENT 'Marks: 1 warming, 2 stale, 4 gapped',
  bid_price_ticks Int64 COMMENT 'Best bid, in ticks' CODEC(Delta, ZSTD(1)),
  ask_price_ticks Int64 COMMENT 'Best offer, in ticks' CODEC(Delta, ZSTD(1)),
  spread_bps Float32 COMMENT 'Offer less bid over mid, in basis points' CODEC(ZSTD(1)),
  microprice_offset Float32 COMMENT 'Microprice less mid, in basis points: imbalance_1 times half the spread' CODEC(ZSTD(1)),
  imbalance_1 Float32 COMMENT '(bid - offer) / (bid + offer) quantity at the best level: -1 to 1' CODEC(ZSTD(1)),
  imbalance_3 Float32 COMMENT 'The same over the best 3 levels' CODEC(ZSTD(1)),
  imbalance_5 Float32 COMMENT 'The same over the best 5 levels' CODEC(ZSTD(1)),
  imbalance_10 Float32 COMMENT 'The same over the best 10 levels' CODEC(ZSTD(1)),
  depth_ratio_5 Float32 COMMENT 'ln of the quantity of 5 levels of both sides over its mean of the vectors of 30 s' CODEC(ZSTD(1)),
  book_slope_bid_5 Float32 COMMENT 'Mean distance of the bid quantity of 5 levels from mid, in spreads: 0 to 1000' CODEC(ZSTD(1)),
  book_slope_ask_5 Float32 COMMENT 'Mean distance of the offer quantity of 5 levels from mid, in spreads: 0 to 1000' CODEC(ZSTD(1)),
  order_flow_100ms Float32 COMMENT 'Order-flow imbalance (Cont, Kukanov, Stoikov 2014) of 100 ms over mean best quantity of 30 s' CODEC(ZSTD(1)),
  order_flow_1s Float32 COMMENT 'The same of 1 s' CODEC(ZSTD(1)),
  order_flow_5s Float32 COMMENT 'The same of 5 s' CODEC(ZSTD(1)),
  order_flow_30s Float32 COMMENT 'The same of 30 s' CODEC(ZSTD(1)),
  trade_imbalance_1s Float32 COMMENT 'Signed over total traded quantity of 1 s: -1 to 1' CODEC(ZSTD(1)),
  trade_imbalance_5s Float32 COMMENT 'The same of 5 s' CODEC(ZSTD(1)),
  trade_imbalance_30s Float32 COMMENT 'The same of 30 s' CODEC(ZSTD(1)),
  return_100ms Float32 COMMENT 'Change of mid over 100 ms, in basis points' CODEC(ZSTD(1)),
  return_1s Float32 COMMENT 'The same over 1 s' CODEC(ZSTD(1)),
  return_5s Float32 COMMENT 'The same over 5 s' CODEC(ZSTD(1)),
  return_30s Float32 COMMENT 'The same over 30 s' CODEC(ZSTD(1)),
  volatility_5s Float32 COMMENT 'Root of the summed squared mid changes of 5 s, in basis points' CODEC(ZSTD(1)),
  volatility_30s Float32 COMMENT 'The same of 30 s' CODEC(ZSTD(1)),
  volatility_300s Float32 COMMENT 'The same of 300 s' CODEC(ZSTD(1)),
  quote_intensity_1s Float32 COMMENT 'ln(1 + changes of the best level in 1 s)' CODEC(ZSTD(1)),
  quote_intensity_10s Float32 COMMENT 'ln(1 + changes of the best level in 10 s)' CODEC(ZSTD(1)),
  trade_intensity_1s Float32 COMMENT 'ln(1 + trades in 1 s)' CODEC(ZSTD(1)),
  trade_intensity_10s Float32 COMMENT 'ln(1 + trades in 10 s)' CODEC(ZSTD(1)),
  last_trade_side Float32 COMMENT 'Aggressor of the last trade, told or inferred from mid and tick: 1 buy, -1 sell, 0 unknown' CODEC(ZSTD(1)),
  last_trade_offset Float32 COMMENT 'Last trade price less mid, in spreads, clipped to -5 to 5' CODEC(ZSTD(1)),
  last_move_side Float32 COMMENT 'Direction of the last mid move: 1 up, -1 down, 0 none yet' CODEC(ZSTD(1)),
  since_move_seconds Float32 COMMENT 'ln(1 + seconds since the last mid move)' CODEC(ZSTD(1)),
  volatility_ratio Float32 COMMENT 'volatility_5s over volatility_300s scaled to equal time, clipped to 0 to 10; 0 without moves' CODEC(ZSTD(1)),
  recorded_time DateTime('UTC') DEFAULT now() COMMENT 'When the recorder stored it'
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(event_time)
ORDER BY (instrument_id, event_time, position, output_index)
TTL recorded_time + INTERVAL 90 DAY
SETTINGS non_replicated_deduplication_window = 1000
COMMENT 'What a model sees of one instrument at one moment'

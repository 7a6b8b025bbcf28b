-- Electricity prices per settlement interval and revision; the row with the greatest known_at is in force.
CREATE TABLE IF NOT EXISTS market_power{{on_cluster}} (
  site LowCardinality(String) COMMENT 'Site id; the feed id for market tables',
  market LowCardinality(String) CODEC(ZSTD(1)) COMMENT 'Market, such as ERCOT.',
  node LowCardinality(String) CODEC(ZSTD(1)) COMMENT 'Node, zone or hub.',
  product LowCardinality(String) CODEC(ZSTD(1)) COMMENT 'DA, RT5, RT15 or SPP.',
  start_at DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1)) COMMENT 'Start of the interval (inclusive), UTC ms.',
  end_at DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1)) COMMENT 'End of the interval (exclusive), UTC ms.',
  price Nullable(Float64) CODEC(ZSTD(1)) COMMENT 'Price per MWh in `currency`; may be negative.',
  energy Nullable(Float64) CODEC(ZSTD(1)) COMMENT 'Energy component per MWh.',
  congestion Nullable(Float64) CODEC(ZSTD(1)) COMMENT 'Congestion component per MWh.',
  loss Nullable(Float64) CODEC(ZSTD(1)) COMMENT 'Loss component per MWh.',
  currency LowCardinality(String) CODEC(ZSTD(1)) COMMENT 'ISO 4217 code.',
  status LowCardinality(String) CODEC(ZSTD(1)) COMMENT 'prelim, final or resettled.',
  known_at DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1)) COMMENT 'When the row was learned, UTC ms.',
  collector LowCardinality(String),
  incarnation LowCardinality(String),
  sequence UInt64 CODEC(Delta, ZSTD(1)),
  src_log UInt16 CODEC(ZSTD(1)) COMMENT 'Generation of the log; rises when an operator adopts a new one',
  src_partition UInt16 CODEC(ZSTD(1)),
  src_offset UInt64 CODEC(Delta, ZSTD(1)),
  stored_at DateTime64(3, 'UTC') DEFAULT now64(3) CODEC(Delta, ZSTD(1)),
  INDEX by_offset src_offset TYPE minmax GRANULARITY 1
) ENGINE = {{engine MergeTree}}
PARTITION BY toYYYYMM(start_at)
ORDER BY (site, start_at, known_at)
SETTINGS non_replicated_deduplication_window = 0;

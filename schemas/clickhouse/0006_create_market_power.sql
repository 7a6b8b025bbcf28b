-- Electricity prices per settlement interval and revision; the row with the greatest known_at is in force.
CREATE TABLE IF NOT EXISTS market_power {{on_cluster}} (
  site LowCardinality(String) COMMENT 'Site id; the feed id for market tables',
  market LowCardinality(String) COMMENT 'Market, such as ERCOT.' CODEC(ZSTD(1)),
  node LowCardinality(String) COMMENT 'Node, zone or hub.' CODEC(ZSTD(1)),
  product LowCardinality(String) COMMENT 'DA, RT5, RT15 or SPP.' CODEC(ZSTD(1)),
  start_at DateTime64(3, 'UTC') COMMENT 'Start of the interval (inclusive), UTC ms.' CODEC(DoubleDelta, ZSTD(1)),
  end_at DateTime64(3, 'UTC') COMMENT 'End of the interval (exclusive), UTC ms.' CODEC(DoubleDelta, ZSTD(1)),
  price Nullable(Float64) COMMENT 'Price per MWh in `currency`; may be negative.' CODEC(ZSTD(1)),
  energy Nullable(Float64) COMMENT 'Energy component per MWh.' CODEC(ZSTD(1)),
  congestion Nullable(Float64) COMMENT 'Congestion component per MWh.' CODEC(ZSTD(1)),
  loss Nullable(Float64) COMMENT 'Loss component per MWh.' CODEC(ZSTD(1)),
  currency LowCardinality(String) COMMENT 'ISO 4217 code.' CODEC(ZSTD(1)),
  status LowCardinality(String) COMMENT 'prelim, final or resettled.' CODEC(ZSTD(1)),
  known_at DateTime64(3, 'UTC') COMMENT 'When the row was learned, UTC ms.' CODEC(DoubleDelta, ZSTD(1)),
  collector LowCardinality(String),
  incarnation LowCardinality(String),
  sequence UInt64 CODEC(Delta, ZSTD(1)),
  src_log UInt16 COMMENT 'Generation of the log; rises when an operator adopts a new one' CODEC(ZSTD(1)),
  src_partition UInt16 CODEC(ZSTD(1)),
  src_offset UInt64 CODEC(Delta, ZSTD(1)),
  stored_at DateTime64(3, 'UTC') DEFAULT now64(3) CODEC(Delta, ZSTD(1)),
  INDEX by_offset src_offset TYPE minmax GRANULARITY 1
) ENGINE = {{engine MergeTree}}
PARTITION BY toYYYYMM(start_at)
ORDER BY (site, start_at, known_at)
SETTINGS non_replicated_deduplication_window = 0, fsync_after_insert = 1, fsync_part_directory = 1;

-- Chain state and bitcoin price per observation, about 1,500 rows a day and feed.
CREATE TABLE IF NOT EXISTS market_chain{{on_cluster}} (
  site LowCardinality(String) COMMENT 'Site id; the feed id for market tables',
  observed_at DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1)) COMMENT 'The instant that the row describes, UTC ms.',
  known_at DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1)) COMMENT 'When the row was learned, UTC ms.',
  height Nullable(Int64) CODEC(T64, ZSTD(1)) COMMENT 'Height of the best block.',
  difficulty Nullable(Float64) CODEC(ZSTD(1)) COMMENT 'Difficulty in force.',
  subsidy_sat Nullable(Int64) CODEC(T64, ZSTD(1)) COMMENT 'Block subsidy at that height, sat.',
  fee_sat Nullable(Int64) CODEC(T64, ZSTD(1)) COMMENT 'Mean fees per block over the last 144 blocks, sat.',
  network_hashrate_hs Nullable(Float64) CODEC(ZSTD(1)) COMMENT 'Network hash rate as the feed estimates it, hashes per second.',
  price_usd Nullable(Float64) CODEC(ZSTD(1)) COMMENT 'Price of one bitcoin, USD.',
  collector LowCardinality(String),
  incarnation LowCardinality(String),
  sequence UInt64 CODEC(Delta, ZSTD(1)),
  src_log UInt16 CODEC(ZSTD(1)) COMMENT 'Generation of the log; rises when an operator adopts a new one',
  src_partition UInt16 CODEC(ZSTD(1)),
  src_offset UInt64 CODEC(Delta, ZSTD(1)),
  stored_at DateTime64(3, 'UTC') DEFAULT now64(3) CODEC(Delta, ZSTD(1)),
  INDEX by_offset src_offset TYPE minmax GRANULARITY 1
) ENGINE = {{engine MergeTree}}
PARTITION BY toYYYYMM(observed_at)
ORDER BY (site, observed_at, known_at)
SETTINGS non_replicated_deduplication_window = 0;

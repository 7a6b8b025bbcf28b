-- Chain state and bitcoin price per observation, about 1,500 rows a day and feed.
CREATE TABLE IF NOT EXISTS market_chain {{on_cluster}} (
  site LowCardinality(String) COMMENT 'Site id; the feed id for market tables',
  observed_at DateTime64(3, 'UTC') COMMENT 'The instant that the row describes, UTC ms.' CODEC(DoubleDelta, ZSTD(1)),
  known_at DateTime64(3, 'UTC') COMMENT 'When the row was learned, UTC ms.' CODEC(DoubleDelta, ZSTD(1)),
  height Nullable(Int64) COMMENT 'Height of the best block.' CODEC(T64, ZSTD(1)),
  difficulty Nullable(Float64) COMMENT 'Difficulty in force.' CODEC(ZSTD(1)),
  subsidy_sat Nullable(Int64) COMMENT 'Block subsidy at that height, sat.' CODEC(T64, ZSTD(1)),
  fee_sat Nullable(Int64) COMMENT 'Mean fees per block over the last 144 blocks, sat.' CODEC(T64, ZSTD(1)),
  network_hashrate_hs Nullable(Float64) COMMENT 'Network hash rate as the feed estimates it, hashes per second.' CODEC(ZSTD(1)),
  price_usd Nullable(Float64) COMMENT 'Price of one bitcoin, USD.' CODEC(ZSTD(1)),
  collector LowCardinality(String),
  incarnation LowCardinality(String),
  sequence UInt64 CODEC(Delta, ZSTD(1)),
  src_log UInt16 COMMENT 'Generation of the log; rises when an operator adopts a new one' CODEC(ZSTD(1)),
  src_partition UInt16 CODEC(ZSTD(1)),
  src_offset UInt64 CODEC(Delta, ZSTD(1)),
  stored_at DateTime64(3, 'UTC') DEFAULT now64(3) CODEC(Delta, ZSTD(1)),
  INDEX by_offset src_offset TYPE minmax GRANULARITY 1
) ENGINE = {{engine MergeTree}}
PARTITION BY toYYYYMM(observed_at)
ORDER BY (site, observed_at, known_at)
SETTINGS non_replicated_deduplication_window = 0, fsync_after_insert = 1, fsync_part_directory = 1;

-- Blocks of the Bitcoin chain per feed: one row per block, and another when the height has another block, or more is known of it. About 144 rows a day.
CREATE TABLE IF NOT EXISTS market_block {{on_cluster}} (
  site LowCardinality(String) COMMENT 'Site id; the feed id for market tables',
  started_at DateTime64(3, 'UTC') COMMENT 'Median time of the block before, UTC ms.' CODEC(DoubleDelta, ZSTD(1)),
  ended_at DateTime64(3, 'UTC') COMMENT 'Median time of the block, UTC ms: of windows it counts in the one that this lies in.' CODEC(DoubleDelta, ZSTD(1)),
  found_at DateTime64(3, 'UTC') COMMENT 'Time in the header of the block, UTC ms; miners may be hours off.' CODEC(DoubleDelta, ZSTD(1)),
  known_at DateTime64(3, 'UTC') COMMENT 'When the row was learned, UTC ms.' CODEC(DoubleDelta, ZSTD(1)),
  height Int64 COMMENT 'Of several blocks at one height the one learned last is in force.' CODEC(DoubleDelta, ZSTD(1)),
  hash String COMMENT 'Hash of the block, in hexadecimal.' CODEC(ZSTD(1)),
  difficulty Float64 CODEC(ZSTD(1)),
  subsidy_sat Int64 CODEC(T64, ZSTD(1)),
  fee_sat Nullable(Int64) CODEC(T64, ZSTD(1)),
  orphans Nullable(Int64) COMMENT 'Other blocks of the same height that the feed has seen lose.' CODEC(T64, ZSTD(1)),
  pool LowCardinality(Nullable(String)) COMMENT 'Who found the block; unknown where the feed cannot tell, null where it never does.' CODEC(ZSTD(1)),
  pool_name LowCardinality(Nullable(String)) CODEC(ZSTD(1)),
  price_usd Nullable(Float64) COMMENT 'Price of one bitcoin, USD, as the feed gives it with the block.' CODEC(ZSTD(1)),
  collector LowCardinality(String),
  incarnation LowCardinality(String),
  sequence UInt64 CODEC(Delta, ZSTD(1)),
  src_log UInt16 COMMENT 'Generation of the log; rises when an operator adopts a new one' CODEC(ZSTD(1)),
  src_partition UInt16 CODEC(ZSTD(1)),
  src_offset UInt64 CODEC(Delta, ZSTD(1)),
  stored_at DateTime64(3, 'UTC') DEFAULT now64(3) CODEC(Delta, ZSTD(1)),
  INDEX by_offset src_offset TYPE minmax GRANULARITY 1
) ENGINE = {{engine MergeTree}}
PARTITION BY toYYYYMM(ended_at)
ORDER BY (site, ended_at, height, known_at)
SETTINGS non_replicated_deduplication_window = 0, fsync_after_insert = 1, fsync_part_directory = 1;

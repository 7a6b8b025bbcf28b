-- Carbon intensity of grids per interval and revision. A measured row is in force before an estimate; of equals the one with the greatest known_at.
CREATE TABLE IF NOT EXISTS market_carbon {{on_cluster}} (
  site LowCardinality(String) COMMENT 'Site id; the feed id for market tables',
  source LowCardinality(String) COMMENT 'electricity_maps or watttime.' CODEC(ZSTD(1)),
  zone LowCardinality(String) COMMENT 'Zone or balancing region, as the source names it.' CODEC(ZSTD(1)),
  start_at DateTime64(3, 'UTC') COMMENT 'Start of the interval (inclusive), UTC ms.' CODEC(DoubleDelta, ZSTD(1)),
  end_at DateTime64(3, 'UTC') COMMENT 'End of the interval (exclusive), UTC ms.' CODEC(DoubleDelta, ZSTD(1)),
  g_per_kwh Nullable(Float64) COMMENT 'Mean intensity, g CO2e (electricity_maps) or g CO2 (watttime) per kWh.' CODEC(ZSTD(1)),
  status LowCardinality(String) COMMENT 'estimated, measured, or unknown where the source does not say.' CODEC(ZSTD(1)),
  factor_version LowCardinality(String) COMMENT 'What the factor counts and how it was worked out; empty where the source does not say.' CODEC(ZSTD(1)),
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

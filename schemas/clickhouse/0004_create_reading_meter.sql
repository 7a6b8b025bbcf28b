-- Readings of electricity meters: one row per device and poll interval, 10^5 to 10^9 rows a day; kept 400 days.
CREATE TABLE IF NOT EXISTS reading_meter {{on_cluster}} (
  site LowCardinality(String) COMMENT 'Site id; the feed id for market tables',
  device LowCardinality(String) COMMENT 'Device id of the register; a board of a host is host/index.' CODEC(ZSTD(1)),
  started_at DateTime64(3, 'UTC') COMMENT 'Start of the interval (exclusive), UTC ms.' CODEC(DoubleDelta, ZSTD(1)),
  ended_at DateTime64(3, 'UTC') COMMENT 'End of the interval (inclusive), UTC ms.' CODEC(DoubleDelta, ZSTD(1)),
  observed_ms Int64 COMMENT 'Part of the interval in which gauges were held, ms.' CODEC(T64, ZSTD(1)),
  flags UInt32 COMMENT 'Bit set of reading flags: bridged 1, reset 2, wrapped 4, clock_stepped 8, rebased 16, unexplained_fall 32, implausible 64, merged 128.' CODEC(ZSTD(1)),
  import_j Nullable(Int64) COMMENT 'Energy drawn through the metering point, J.' CODEC(T64, ZSTD(1)),
  export_j Nullable(Int64) COMMENT 'Energy delivered back through the metering point, J.' CODEC(T64, ZSTD(1)),
  energy_source LowCardinality(String) COMMENT 'Where import_j and export_j came from.' CODEC(ZSTD(1)),
  power_w Nullable(Float64) COMMENT 'Power drawn at the end, W; negative is delivered.' CODEC(ZSTD(1)),
  apparent_va Nullable(Float64) COMMENT 'Apparent power at the end, VA.' CODEC(ZSTD(1)),
  power_factor Nullable(Float64) COMMENT 'Power factor at the end, -1 to 1.' CODEC(ZSTD(1)),
  voltage_v Nullable(Float64) COMMENT 'Mean line to neutral voltage at the end, V.' CODEC(ZSTD(1)),
  frequency_hz Nullable(Float64) COMMENT 'Frequency at the end, Hz.' CODEC(ZSTD(1)),
  collector LowCardinality(String),
  incarnation LowCardinality(String),
  sequence UInt64 CODEC(Delta, ZSTD(1)),
  src_log UInt16 COMMENT 'Generation of the log; rises when an operator adopts a new one' CODEC(ZSTD(1)),
  src_partition UInt16 CODEC(ZSTD(1)),
  src_offset UInt64 CODEC(Delta, ZSTD(1)),
  stored_at DateTime64(3, 'UTC') DEFAULT now64(3) CODEC(Delta, ZSTD(1)),
  INDEX by_offset src_offset TYPE minmax GRANULARITY 1
) ENGINE = {{engine MergeTree}}
PARTITION BY toDate(ended_at)
ORDER BY (site, toStartOfFifteenMinutes(ended_at), device, ended_at)
TTL toDate(ended_at) + INTERVAL 400 DAY DELETE
SETTINGS ttl_only_drop_parts = 1, non_replicated_deduplication_window = 0, fsync_after_insert = 1, fsync_part_directory = 1;

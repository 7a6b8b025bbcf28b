-- Readings of electricity meters: one row per device and poll interval, 10^5 to 10^9 rows a day; kept 400 days.
CREATE TABLE IF NOT EXISTS reading_meter{{on_cluster}} (
  site LowCardinality(String) COMMENT 'Site id; the feed id for market tables',
  device LowCardinality(String) CODEC(ZSTD(1)) COMMENT 'Device id of the register; a board of a host is host/index.',
  started_at DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1)) COMMENT 'Start of the interval (exclusive), UTC ms.',
  ended_at DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1)) COMMENT 'End of the interval (inclusive), UTC ms.',
  observed_ms Int64 CODEC(T64, ZSTD(1)) COMMENT 'Part of the interval in which gauges were held, ms.',
  flags UInt32 CODEC(ZSTD(1)) COMMENT 'Bit set of reading flags: bridged 1, reset 2, wrapped 4, clock_stepped 8, rebased 16, unexplained_fall 32, implausible 64, merged 128.',
  import_j Nullable(Int64) CODEC(T64, ZSTD(1)) COMMENT 'Energy drawn through the metering point, J.',
  export_j Nullable(Int64) CODEC(T64, ZSTD(1)) COMMENT 'Energy delivered back through the metering point, J.',
  energy_source LowCardinality(String) CODEC(ZSTD(1)) COMMENT 'Where import_j and export_j came from.',
  power_w Nullable(Float64) CODEC(ZSTD(1)) COMMENT 'Power drawn at the end, W; negative is delivered.',
  apparent_va Nullable(Float64) CODEC(ZSTD(1)) COMMENT 'Apparent power at the end, VA.',
  power_factor Nullable(Float64) CODEC(ZSTD(1)) COMMENT 'Power factor at the end, -1 to 1.',
  voltage_v Nullable(Float64) CODEC(ZSTD(1)) COMMENT 'Mean line to neutral voltage at the end, V.',
  frequency_hz Nullable(Float64) CODEC(ZSTD(1)) COMMENT 'Frequency at the end, Hz.',
  collector LowCardinality(String),
  incarnation LowCardinality(String),
  sequence UInt64 CODEC(Delta, ZSTD(1)),
  src_log UInt16 CODEC(ZSTD(1)) COMMENT 'Generation of the log; rises when an operator adopts a new one',
  src_partition UInt16 CODEC(ZSTD(1)),
  src_offset UInt64 CODEC(Delta, ZSTD(1)),
  stored_at DateTime64(3, 'UTC') DEFAULT now64(3) CODEC(Delta, ZSTD(1)),
  INDEX by_offset src_offset TYPE minmax GRANULARITY 1
) ENGINE = {{engine MergeTree}}
PARTITION BY toDate(ended_at)
ORDER BY (site, toStartOfFifteenMinutes(ended_at), device, ended_at)
TTL toDate(ended_at) + INTERVAL 400 DAY DELETE
SETTINGS ttl_only_drop_parts = 1, non_replicated_deduplication_window = 0;

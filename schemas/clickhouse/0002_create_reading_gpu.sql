-- Readings of GPU boards: one row per device and poll interval, 10^5 to 10^9 rows a day; kept 400 days.
CREATE TABLE IF NOT EXISTS reading_gpu {{on_cluster}} (
  site LowCardinality(String) COMMENT 'Site id; the feed id for market tables',
  device LowCardinality(String) COMMENT 'Device id of the register; a board of a host is host/index.' CODEC(ZSTD(1)),
  started_at DateTime64(3, 'UTC') COMMENT 'Start of the interval (exclusive), UTC ms.' CODEC(DoubleDelta, ZSTD(1)),
  ended_at DateTime64(3, 'UTC') COMMENT 'End of the interval (inclusive), UTC ms.' CODEC(DoubleDelta, ZSTD(1)),
  observed_ms Int64 COMMENT 'Part of the interval in which gauges were held, ms.' CODEC(T64, ZSTD(1)),
  flags UInt32 COMMENT 'Bit set of reading flags: bridged 1, reset 2, wrapped 4, clock_stepped 8, rebased 16, unexplained_fall 32, implausible 64, merged 128.' CODEC(ZSTD(1)),
  energy_j Nullable(Int64) COMMENT 'Energy used by the board, J.' CODEC(T64, ZSTD(1)),
  energy_source LowCardinality(String) COMMENT 'Where energy_j came from.' CODEC(ZSTD(1)),
  limit_j Nullable(Int64) COMMENT 'Integral of the enforced power limit over observed_ms, J.' CODEC(T64, ZSTD(1)),
  limit_source LowCardinality(String) COMMENT 'Where the limit came from.' CODEC(ZSTD(1)),
  sm_ms Nullable(Int64) COMMENT 'Integral of the streaming multiprocessor activity (0 to 1) over observed_ms, ms.' CODEC(T64, ZSTD(1)),
  sm_source LowCardinality(String) COMMENT 'What stood in for the activity.' CODEC(ZSTD(1)),
  tensor_ms Nullable(Int64) COMMENT 'Integral of the tensor pipe activity (0 to 1) over observed_ms, ms.' CODEC(T64, ZSTD(1)),
  util_ms Nullable(Int64) COMMENT 'Integral of the time share with a resident kernel over observed_ms, ms.' CODEC(T64, ZSTD(1)),
  power_w Nullable(Float64) COMMENT 'Power at the end, W.' CODEC(ZSTD(1)),
  limit_w Nullable(Float64) COMMENT 'Enforced power limit at the end, W.' CODEC(ZSTD(1)),
  gpu_temp_c Nullable(Float64) COMMENT 'GPU temperature at the end, Cel.' CODEC(ZSTD(1)),
  memory_temp_c Nullable(Float64) COMMENT 'Memory temperature at the end, Cel.' CODEC(ZSTD(1)),
  memory_used_mib Nullable(Float64) COMMENT 'Frame buffer used at the end, MiB.' CODEC(ZSTD(1)),
  sm_clock_mhz Nullable(Float64) COMMENT 'Clock of the streaming multiprocessors at the end, MHz.' CODEC(ZSTD(1)),
  xid Nullable(Float64) COMMENT 'Last XID error code, latched.' CODEC(ZSTD(1)),
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

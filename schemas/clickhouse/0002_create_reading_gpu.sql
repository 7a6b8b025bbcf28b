-- Readings of GPU boards: one row per device and poll interval, 10^5 to 10^9 rows a day; kept 400 days.
CREATE TABLE IF NOT EXISTS reading_gpu{{on_cluster}} (
  site LowCardinality(String) COMMENT 'Site id; the feed id for market tables',
  device LowCardinality(String) CODEC(ZSTD(1)) COMMENT 'Device id of the register; a board of a host is host/index.',
  started_at DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1)) COMMENT 'Start of the interval (exclusive), UTC ms.',
  ended_at DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1)) COMMENT 'End of the interval (inclusive), UTC ms.',
  observed_ms Int64 CODEC(T64, ZSTD(1)) COMMENT 'Part of the interval in which gauges were held, ms.',
  flags UInt32 CODEC(ZSTD(1)) COMMENT 'Bit set of reading flags: bridged 1, reset 2, wrapped 4, clock_stepped 8, rebased 16, unexplained_fall 32, implausible 64, merged 128.',
  energy_j Nullable(Int64) CODEC(T64, ZSTD(1)) COMMENT 'Energy used by the board, J.',
  energy_source LowCardinality(String) CODEC(ZSTD(1)) COMMENT 'Where energy_j came from.',
  limit_j Nullable(Int64) CODEC(T64, ZSTD(1)) COMMENT 'Integral of the enforced power limit over observed_ms, J.',
  limit_source LowCardinality(String) CODEC(ZSTD(1)) COMMENT 'Where the limit came from.',
  sm_ms Nullable(Int64) CODEC(T64, ZSTD(1)) COMMENT 'Integral of the streaming multiprocessor activity (0 to 1) over observed_ms, ms.',
  sm_source LowCardinality(String) CODEC(ZSTD(1)) COMMENT 'What stood in for the activity.',
  tensor_ms Nullable(Int64) CODEC(T64, ZSTD(1)) COMMENT 'Integral of the tensor pipe activity (0 to 1) over observed_ms, ms.',
  util_ms Nullable(Int64) CODEC(T64, ZSTD(1)) COMMENT 'Integral of the time share with a resident kernel over observed_ms, ms.',
  power_w Nullable(Float64) CODEC(ZSTD(1)) COMMENT 'Power at the end, W.',
  limit_w Nullable(Float64) CODEC(ZSTD(1)) COMMENT 'Enforced power limit at the end, W.',
  gpu_temp_c Nullable(Float64) CODEC(ZSTD(1)) COMMENT 'GPU temperature at the end, Cel.',
  memory_temp_c Nullable(Float64) CODEC(ZSTD(1)) COMMENT 'Memory temperature at the end, Cel.',
  memory_used_mib Nullable(Float64) CODEC(ZSTD(1)) COMMENT 'Frame buffer used at the end, MiB.',
  sm_clock_mhz Nullable(Float64) CODEC(ZSTD(1)) COMMENT 'Clock of the streaming multiprocessors at the end, MHz.',
  xid Nullable(Float64) CODEC(ZSTD(1)) COMMENT 'Last XID error code, latched.',
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

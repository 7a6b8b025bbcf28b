-- Readings of mining devices: one row per device and poll interval, 10^5 to 10^9 rows a day; kept 400 days.
CREATE TABLE IF NOT EXISTS reading_asic {{on_cluster}} (
  site LowCardinality(String) COMMENT 'Site id; the feed id for market tables',
  device LowCardinality(String) COMMENT 'Device id of the register; a board of a host is host/index.' CODEC(ZSTD(1)),
  started_at DateTime64(3, 'UTC') COMMENT 'Start of the interval (exclusive), UTC ms.' CODEC(DoubleDelta, ZSTD(1)),
  ended_at DateTime64(3, 'UTC') COMMENT 'End of the interval (inclusive), UTC ms.' CODEC(DoubleDelta, ZSTD(1)),
  observed_ms Int64 COMMENT 'Part of the interval in which gauges were held, ms.' CODEC(T64, ZSTD(1)),
  flags UInt32 COMMENT 'Bit set of reading flags: bridged 1, reset 2, wrapped 4, clock_stepped 8, rebased 16, unexplained_fall 32, implausible 64, merged 128.' CODEC(ZSTD(1)),
  energy_j Nullable(Int64) COMMENT 'Energy used at the device input (M4), J.' CODEC(T64, ZSTD(1)),
  energy_source LowCardinality(String) COMMENT 'Where energy_j came from.' CODEC(ZSTD(1)),
  hash_gh Nullable(Int64) COMMENT 'Hashes computed as the device counts them, 10^9 hashes.' CODEC(T64, ZSTD(1)),
  hash_source LowCardinality(String) COMMENT 'Where hash_gh came from: metered is a counter of the device, estimated the integral of its rate.' CODEC(ZSTD(1)),
  rate_gh Nullable(Int64) COMMENT 'Integral of the device-reported hash rate over observed_ms, 10^9 hashes.' CODEC(T64, ZSTD(1)),
  accepted_diff Nullable(Int64) COMMENT 'Share difficulty accepted by the pool; times 2^32 it is hashes.' CODEC(T64, ZSTD(1)),
  rejected_diff Nullable(Int64) COMMENT 'Share difficulty rejected by the pool.' CODEC(T64, ZSTD(1)),
  stale_diff Nullable(Int64) COMMENT 'Share difficulty that came too late.' CODEC(T64, ZSTD(1)),
  hw_errors Nullable(Int64) COMMENT 'Hardware errors.' CODEC(T64, ZSTD(1)),
  rate_ghs Nullable(Float64) COMMENT 'Hash rate reported at the end, GH/s.' CODEC(ZSTD(1)),
  power_w Nullable(Float64) COMMENT 'Power at the end, W.' CODEC(ZSTD(1)),
  chip_temp_c Nullable(Float64) COMMENT 'Hottest chip sensor at the end, Cel.' CODEC(ZSTD(1)),
  board_temp_c Nullable(Float64) COMMENT 'Hottest board sensor at the end, Cel.' CODEC(ZSTD(1)),
  fan_rpm Nullable(Float64) COMMENT 'Fastest fan at the end, rpm.' CODEC(ZSTD(1)),
  boards Nullable(Float64) COMMENT 'Hash boards that work at the end.' CODEC(ZSTD(1)),
  uptime_s Nullable(Float64) COMMENT 'Seconds since the miner process started.' CODEC(ZSTD(1)),
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

-- Readings of inference servers: one row per server and poll interval, 10^3 to 10^7 rows a day; kept 400 days.
CREATE TABLE IF NOT EXISTS reading_inference {{on_cluster}} (
  site LowCardinality(String) COMMENT 'Site id; the feed id for market tables',
  device LowCardinality(String) COMMENT 'Device id of the register.' CODEC(ZSTD(1)),
  started_at DateTime64(3, 'UTC') COMMENT 'Start of the interval (exclusive), UTC ms.' CODEC(DoubleDelta, ZSTD(1)),
  ended_at DateTime64(3, 'UTC') COMMENT 'End of the interval (inclusive), UTC ms.' CODEC(DoubleDelta, ZSTD(1)),
  observed_ms Int64 COMMENT 'Part of the interval in which gauges were held, ms.' CODEC(T64, ZSTD(1)),
  flags UInt32 COMMENT 'Bit set of reading flags: bridged 1, reset 2, wrapped 4, clock_stepped 8, rebased 16, unexplained_fall 32, implausible 64, merged 128.' CODEC(ZSTD(1)),
  prompt_tokens Nullable(Int64) COMMENT 'Tokens of prompts that were processed.' CODEC(T64, ZSTD(1)),
  output_tokens Nullable(Int64) COMMENT 'Tokens that were put out.' CODEC(T64, ZSTD(1)),
  requests Nullable(Int64) COMMENT 'Requests that were answered.' CODEC(T64, ZSTD(1)),
  slo_judged Nullable(Int64) COMMENT 'Requests held against the service level that the register names.' CODEC(T64, ZSTD(1)),
  slo_met Nullable(Int64) COMMENT 'Those of them that were within it.' CODEC(T64, ZSTD(1)),
  ttft_sum_ms Nullable(Int64) COMMENT 'Sum over requests of the time to their first token, ms.' CODEC(T64, ZSTD(1)),
  ttft_count Nullable(Int64) COMMENT 'Requests in that sum.' CODEC(T64, ZSTD(1)),
  e2e_sum_ms Nullable(Int64) COMMENT 'Sum over requests of the time until they were answered whole, ms.' CODEC(T64, ZSTD(1)),
  e2e_count Nullable(Int64) COMMENT 'Requests in that sum.' CODEC(T64, ZSTD(1)),
  running_ms Nullable(Int64) COMMENT 'Integral of the number of requests being worked on over observed_ms, ms.' CODEC(T64, ZSTD(1)),
  busy_ms Nullable(Int64) COMMENT 'Time of observed_ms in which there was at least one, ms.' CODEC(T64, ZSTD(1)),
  running Nullable(Float64) COMMENT 'Requests being worked on at the end.' CODEC(ZSTD(1)),
  waiting Nullable(Float64) COMMENT 'Requests waiting at the end.' CODEC(ZSTD(1)),
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
SETTINGS ttl_only_drop_parts = 1, non_replicated_deduplication_window = 0, fsync_after_insert = 1, fsync_part_directory = 1, merge_selector_base = 10;

-- Readings of cooling equipment: one row per device and poll interval, 10^5 to 10^9 rows a day; kept 400 days.
CREATE TABLE IF NOT EXISTS reading_cooling {{on_cluster}} (
  site LowCardinality(String) COMMENT 'Site id; the feed id for market tables',
  device LowCardinality(String) COMMENT 'Device id of the register; a board of a host is host/index.' CODEC(ZSTD(1)),
  started_at DateTime64(3, 'UTC') COMMENT 'Start of the interval (exclusive), UTC ms.' CODEC(DoubleDelta, ZSTD(1)),
  ended_at DateTime64(3, 'UTC') COMMENT 'End of the interval (inclusive), UTC ms.' CODEC(DoubleDelta, ZSTD(1)),
  observed_ms Int64 COMMENT 'Part of the interval in which gauges were held, ms.' CODEC(T64, ZSTD(1)),
  flags UInt32 COMMENT 'Bit set of reading flags: bridged 1, reset 2, wrapped 4, clock_stepped 8, rebased 16, unexplained_fall 32, implausible 64, merged 128.' CODEC(ZSTD(1)),
  energy_j Nullable(Int64) COMMENT 'Electricity used by the unit, J.' CODEC(T64, ZSTD(1)),
  energy_source LowCardinality(String) COMMENT 'Where energy_j came from.' CODEC(ZSTD(1)),
  heat_j Nullable(Int64) COMMENT 'Heat removed from the loop, thermal J.' CODEC(T64, ZSTD(1)),
  heat_source LowCardinality(String) COMMENT 'Where heat_j came from: metered is the unit''s own figure, estimated flow times temperature difference.' CODEC(ZSTD(1)),
  flow_ml Nullable(Int64) COMMENT 'Coolant through the secondary side over observed_ms, mL.' CODEC(T64, ZSTD(1)),
  water_ml Nullable(Int64) COMMENT 'Water used, mL.' CODEC(T64, ZSTD(1)),
  power_w Nullable(Float64) COMMENT 'Electric power at the end, W.' CODEC(ZSTD(1)),
  heat_w Nullable(Float64) COMMENT 'Heat removed at the end, thermal W.' CODEC(ZSTD(1)),
  flow_lpm Nullable(Float64) COMMENT 'Secondary flow at the end, L/min.' CODEC(ZSTD(1)),
  supply_temp_c Nullable(Float64) COMMENT 'Secondary supply temperature at the end, Cel.' CODEC(ZSTD(1)),
  return_temp_c Nullable(Float64) COMMENT 'Secondary return temperature at the end, Cel.' CODEC(ZSTD(1)),
  facility_supply_temp_c Nullable(Float64) COMMENT 'Primary supply temperature at the end, Cel.' CODEC(ZSTD(1)),
  facility_return_temp_c Nullable(Float64) COMMENT 'Primary return temperature at the end, Cel.' CODEC(ZSTD(1)),
  pump_share Nullable(Float64) COMMENT 'Pump speed at the end, share of full speed 0 to 1.' CODEC(ZSTD(1)),
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

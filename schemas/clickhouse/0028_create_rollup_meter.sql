-- Meters by 15 minutes, hour, day and month.
CREATE TABLE IF NOT EXISTS rollup_meter {{on_cluster}} (
  site LowCardinality(String),
  grain LowCardinality(String) COMMENT '15m, hour, day or month; hours, days and months are of site time',
  bucket_start DateTime('UTC'),
  bucket_end DateTime('UTC') COMMENT 'exclusive',
  hall LowCardinality(String),
  model LowCardinality(String),
  device LowCardinality(String),
  expected_ms Int64 COMMENT 'Time in which the register expects the unit, between the first and the last reading of the site: never ahead of it',
  reported_ms Int64 COMMENT 'Time covered by readings',
  bridged_ms Int64 COMMENT 'Part of it in bridged readings',
  observed_ms Int64 COMMENT 'Time in which gauges were held',
  readings Int64 COMMENT 'Readings that end in the bucket',
  flags UInt32 COMMENT 'All flags of those readings',
  through DateTime64(3, 'UTC') COMMENT 'Latest ended_at counted; 1970 when none',
  loop LowCardinality(String),
  point LowCardinality(String),
  import_j Int64,
  export_j Int64,
  energy_ms Int64,
  peak_w Float64 COMMENT 'Greatest 15-minute mean of fully covered, unbridged buckets; 0 when none',
  version UInt64 COMMENT 'Correction epoch times 2^40 plus what was counted'
) ENGINE = {{engine ReplacingMergeTree(version)}}
PARTITION BY (grain, toYYYYMM(bucket_start))
ORDER BY (site, grain, bucket_start, device, hall, model);

-- GPU boards by 15 minutes, hour, day and month.
CREATE TABLE IF NOT EXISTS rollup_gpu {{on_cluster}} (
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
  energy_j Int64,
  energy_ms Int64,
  limited_energy_j Int64 COMMENT 'energy_j of readings in which the limit was held throughout',
  limit_j Int64 COMMENT 'Power limit times time of the same readings',
  limited_ms Int64,
  sm_ms Int64,
  sm_observed_ms Int64,
  sm_fallback_ms Int64 COMMENT 'Part of sm_observed_ms in which another signal stood in for SM activity',
  tensor_ms Int64,
  tensor_observed_ms Int64,
  util_ms Int64,
  util_observed_ms Int64,
  facility_j Int64 COMMENT 'Share of the facility energy of the hall, by energy_j, of buckets in which both are covered to 0.9',
  facility_ms Int64 COMMENT 'Expected time of the same buckets',
  version UInt64 COMMENT 'Correction epoch times 2^40 plus what was counted'
) ENGINE = {{engine ReplacingMergeTree(version)}}
PARTITION BY (grain, toYYYYMM(bucket_start))
ORDER BY (site, grain, bucket_start, device, hall, model);

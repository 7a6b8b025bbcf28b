-- The energy balance of the whole site (no hall) and of its halls by 15 minutes; what units and site facts share in. Kept as long as the rollups.
CREATE TABLE IF NOT EXISTS rollup_balance{{on_cluster}} (
  site LowCardinality(String),
  bucket_start DateTime('UTC'),
  hall LowCardinality(String),
  workload LowCardinality(String),
  due_ms Int64 COMMENT 'Length of the bucket between the first and the last reading of the site',
  m0_j Int64,
  m0_ms Int64,
  it_j Int64,
  it_ms Int64,
  cooling_j Int64,
  cooling_ms Int64,
  heat_j Int64,
  heat_ms Int64,
  overhead_j Int64,
  facility_j Int64,
  facility_ms Int64,
  is_level Bool COMMENT 'The bucket is covered whole and by no bridged reading',
  version UInt64 COMMENT 'Correction epoch times 2^40 plus what was counted'
) ENGINE = {{engine ReplacingMergeTree(version)}}
PARTITION BY toYYYYMM(bucket_start)
ORDER BY (site, bucket_start, hall);

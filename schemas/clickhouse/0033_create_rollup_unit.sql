-- The units that the register expects in each 15 minutes, and how long: what the rollups are joined with. Kept as long as the rollups.
CREATE TABLE IF NOT EXISTS rollup_unit{{on_cluster}} (
  site LowCardinality(String),
  bucket_start DateTime('UTC'),
  class LowCardinality(String),
  device LowCardinality(String),
  hall LowCardinality(String),
  loop LowCardinality(String),
  model LowCardinality(String),
  point LowCardinality(String),
  nominal_ghs Float64 COMMENT '0 when it has none',
  expected_ms Int64 COMMENT '0 when it is no longer expected',
  nominal_gh Float64 COMMENT 'Rated hashes in the expected time',
  curtailed_ms Int64 COMMENT 'Expected time under an ordered curtailment',
  version UInt64 COMMENT 'Correction epoch times 2^40 plus what was counted'
) ENGINE = {{engine ReplacingMergeTree(version)}}
PARTITION BY toYYYYMM(bucket_start)
ORDER BY (site, bucket_start, class, device);

-- Site load by minute for the live view; kept 60 days.
CREATE TABLE IF NOT EXISTS site_1m {{on_cluster}} (
  site LowCardinality(String),
  bucket_start DateTime('UTC'),
  m0_j Int64,
  it_j Int64,
  cooling_j Int64,
  heat_j Int64,
  hash_gh Int64,
  accepted_diff Int64,
  gpu_j Int64,
  readings Int64,
  through DateTime64(3, 'UTC'),
  version UInt64 COMMENT 'Correction epoch times 2^40 plus what was counted'
) ENGINE = {{engine ReplacingMergeTree(version)}}
PARTITION BY toYYYYMMDD(bucket_start)
ORDER BY (site, bucket_start)
TTL bucket_start + INTERVAL 60 DAY DELETE
SETTINGS ttl_only_drop_parts = 1;

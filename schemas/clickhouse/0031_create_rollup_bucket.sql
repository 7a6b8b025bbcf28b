-- The plan of the rollups: what each 15-minute bucket of a site was last computed from. 96 rows a day and site; kept as long as the rollups.
CREATE TABLE IF NOT EXISTS rollup_bucket {{on_cluster}} (
  site LowCardinality(String),
  bucket_start DateTime('UTC'),
  due_from Int64 COMMENT 'Start of the bucket, or of the first reading of the site in it, UTC ms',
  due_to Int64 COMMENT 'End of the bucket, or of the last reading of the site in it, UTC ms',
  longest_ms Int64 COMMENT 'Longest reading that ends in the bucket',
  readings UInt64 COMMENT 'Readings that overlap the bucket, all classes',
  market_rows UInt64 COMMENT 'Rows of the site feeds that bear on the bucket',
  event_rows UInt64 COMMENT 'Rows of the events that touch the bucket in any revision',
  revision UInt64 COMMENT 'Revision of the register',
  is_done Bool COMMENT 'False while the recompute is under way or was cut off',
  version UInt64 COMMENT 'Correction epoch times 2^40 plus what was counted'
) ENGINE = {{engine ReplacingMergeTree(version)}}
PARTITION BY toYYYYMM(bucket_start)
ORDER BY (site, bucket_start);

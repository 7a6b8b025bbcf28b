-- Site facts as registered; every revision is kept.
CREATE TABLE IF NOT EXISTS register_site {{on_cluster}} (
  site LowCardinality(String),
  revision UInt64,
  known_at DateTime64(3, 'UTC'),
  zone LowCardinality(String),
  currency LowCardinality(String),
  power_feed LowCardinality(String),
  chain_feed LowCardinality(String),
  pool_fee Float64 COMMENT 'Share, 0 to 1',
  gpu_usd_per_hour Nullable(Float64),
  gpu_billed_share Nullable(Float64),
  digest String COMMENT 'SHA-256 of all facts of the revision; the row is written after them'
) ENGINE = {{engine ReplacingMergeTree}}
ORDER BY (site, revision);

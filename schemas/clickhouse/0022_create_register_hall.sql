-- Halls as registered; every revision is kept.
CREATE TABLE IF NOT EXISTS register_hall {{on_cluster}} (
  site LowCardinality(String),
  revision UInt64,
  hall LowCardinality(String),
  workload LowCardinality(String) COMMENT 'mining, ai, mixed or other',
  loop LowCardinality(String)
) ENGINE = {{engine ReplacingMergeTree}}
ORDER BY (site, revision, hall);

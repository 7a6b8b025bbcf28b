-- Contracted power in dated steps; every revision is kept.
CREATE TABLE IF NOT EXISTS register_contract {{on_cluster}} (
  site LowCardinality(String),
  revision UInt64,
  mw Float64,
  valid_from DateTime64(3, 'UTC'),
  valid_to DateTime64(3, 'UTC')
) ENGINE = {{engine ReplacingMergeTree}}
ORDER BY (site, revision, valid_from);

-- Dated inventory: every unit that should report; every revision is kept.
CREATE TABLE IF NOT EXISTS register_unit {{on_cluster}} (
  site LowCardinality(String),
  revision UInt64,
  device LowCardinality(String),
  class LowCardinality(String) COMMENT 'asic, gpu, cooling or meter',
  hall LowCardinality(String),
  loop LowCardinality(String),
  model LowCardinality(String),
  nominal_ghs Nullable(Float64),
  nominal_w Nullable(Float64),
  point LowCardinality(String) COMMENT 'Metering point of a meter',
  poll_ms UInt32,
  valid_from DateTime64(3, 'UTC'),
  valid_to DateTime64(3, 'UTC')
) ENGINE = {{engine ReplacingMergeTree}}
ORDER BY (site, revision, device, valid_from);

-- What GPUs are offered at for rent, per feed: the median of the offers that a site asks for. Of one instant the row with the greatest known_at is in force.
CREATE TABLE IF NOT EXISTS market_gpu {{on_cluster}} (
  site LowCardinality(String) COMMENT 'Site id; the feed id for market tables',
  venue LowCardinality(String) COMMENT 'Whose prices they are' CODEC(ZSTD(1)),
  model LowCardinality(String) COMMENT 'Canonical model' CODEC(ZSTD(1)),
  form_factor LowCardinality(String) COMMENT 'SXM, PCIe or NVL; any where all are counted' CODEC(ZSTD(1)),
  pricing_type LowCardinality(String) COMMENT 'spot, ondemand or reserved' CODEC(ZSTD(1)),
  region LowCardinality(String) COMMENT 'Region, as the venue names it; any where all are counted' CODEC(ZSTD(1)),
  observed_at DateTime64(3, 'UTC') COMMENT 'When the offers stood, UTC ms' CODEC(DoubleDelta, ZSTD(1)),
  usd_per_gpu_hour Float64 COMMENT 'Median of the offers, USD per hour of one GPU' CODEC(ZSTD(1)),
  p25 Float64 COMMENT 'Lower quartile' CODEC(ZSTD(1)),
  p75 Float64 COMMENT 'Upper quartile' CODEC(ZSTD(1)),
  n_offers Int64 COMMENT 'Offers that it is of' CODEC(T64, ZSTD(1)),
  method_version LowCardinality(String) COMMENT 'How the figures are worked out' CODEC(ZSTD(1)),
  known_at DateTime64(3, 'UTC') COMMENT 'When the row was learned, UTC ms' CODEC(DoubleDelta, ZSTD(1)),
  collector LowCardinality(String),
  incarnation LowCardinality(String),
  sequence UInt64 CODEC(Delta, ZSTD(1)),
  src_log UInt16 COMMENT 'Generation of the log; rises when an operator adopts a new one' CODEC(ZSTD(1)),
  src_partition UInt16 CODEC(ZSTD(1)),
  src_offset UInt64 CODEC(Delta, ZSTD(1)),
  stored_at DateTime64(3, 'UTC') DEFAULT now64(3) CODEC(Delta, ZSTD(1)),
  INDEX by_offset src_offset TYPE minmax GRANULARITY 1
) ENGINE = {{engine MergeTree}}
PARTITION BY toYYYYMM(observed_at)
ORDER BY (site, observed_at, known_at)
SETTINGS non_replicated_deduplication_window = 0, fsync_after_insert = 1, fsync_part_directory = 1;

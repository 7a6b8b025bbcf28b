-- Ordered curtailments and other events; the row with the greatest revision is in force.
CREATE TABLE IF NOT EXISTS site_event {{on_cluster}} (
  site LowCardinality(String) COMMENT 'Site id; the feed id for market tables',
  event_id LowCardinality(String) COMMENT 'Stable id; a later row with a higher revision replaces it.' CODEC(ZSTD(1)),
  revision Int64 COMMENT 'Counts the versions of the event.' CODEC(T64, ZSTD(1)),
  kind LowCardinality(String) COMMENT 'curtailment.' CODEC(ZSTD(1)),
  reason LowCardinality(String) COMMENT 'economic, coincident_peak, ancillary, emergency, regulatory, maintenance or fault.' CODEC(ZSTD(1)),
  scope LowCardinality(String) COMMENT 'site, hall:<id> or device:<id>.' CODEC(ZSTD(1)),
  started_at DateTime64(3, 'UTC') COMMENT 'Start (inclusive), UTC ms.' CODEC(DoubleDelta, ZSTD(1)),
  ended_at Nullable(DateTime64(3, 'UTC')) COMMENT 'End (exclusive), UTC ms; null while it lasts.' CODEC(ZSTD(1)),
  setpoint_w Nullable(Float64) COMMENT 'Ordered power, W.' CODEC(ZSTD(1)),
  known_at DateTime64(3, 'UTC') COMMENT 'When the row was learned, UTC ms.' CODEC(DoubleDelta, ZSTD(1)),
  collector LowCardinality(String),
  incarnation LowCardinality(String),
  sequence UInt64 CODEC(Delta, ZSTD(1)),
  src_log UInt16 COMMENT 'Generation of the log; rises when an operator adopts a new one' CODEC(ZSTD(1)),
  src_partition UInt16 CODEC(ZSTD(1)),
  src_offset UInt64 CODEC(Delta, ZSTD(1)),
  stored_at DateTime64(3, 'UTC') DEFAULT now64(3) CODEC(Delta, ZSTD(1)),
  INDEX by_offset src_offset TYPE minmax GRANULARITY 1
) ENGINE = {{engine MergeTree}}
PARTITION BY toYYYYMM(started_at)
ORDER BY (site, event_id, revision)
SETTINGS non_replicated_deduplication_window = 0, fsync_after_insert = 1, fsync_part_directory = 1;

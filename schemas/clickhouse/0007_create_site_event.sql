-- Ordered curtailments and other events; the row with the greatest revision is in force.
CREATE TABLE IF NOT EXISTS site_event{{on_cluster}} (
  site LowCardinality(String) COMMENT 'Site id; the feed id for market tables',
  event_id LowCardinality(String) CODEC(ZSTD(1)) COMMENT 'Stable id; a later row with a higher revision replaces it.',
  revision Int64 CODEC(T64, ZSTD(1)) COMMENT 'Counts the versions of the event.',
  kind LowCardinality(String) CODEC(ZSTD(1)) COMMENT 'curtailment.',
  reason LowCardinality(String) CODEC(ZSTD(1)) COMMENT 'economic, coincident_peak, ancillary, emergency, regulatory, maintenance or fault.',
  scope LowCardinality(String) CODEC(ZSTD(1)) COMMENT 'site, hall:<id> or device:<id>.',
  started_at DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1)) COMMENT 'Start (inclusive), UTC ms.',
  ended_at Nullable(DateTime64(3, 'UTC')) CODEC(ZSTD(1)) COMMENT 'End (exclusive), UTC ms; null while it lasts.',
  setpoint_w Nullable(Float64) CODEC(ZSTD(1)) COMMENT 'Ordered power, W.',
  known_at DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1)) COMMENT 'When the row was learned, UTC ms.',
  collector LowCardinality(String),
  incarnation LowCardinality(String),
  sequence UInt64 CODEC(Delta, ZSTD(1)),
  src_log UInt16 CODEC(ZSTD(1)) COMMENT 'Generation of the log; rises when an operator adopts a new one',
  src_partition UInt16 CODEC(ZSTD(1)),
  src_offset UInt64 CODEC(Delta, ZSTD(1)),
  stored_at DateTime64(3, 'UTC') DEFAULT now64(3) CODEC(Delta, ZSTD(1)),
  INDEX by_offset src_offset TYPE minmax GRANULARITY 1
) ENGINE = {{engine MergeTree}}
PARTITION BY toYYYYMM(started_at)
ORDER BY (site, event_id, revision)
SETTINGS non_replicated_deduplication_window = 0;

-- What became of alerts: a row whenever one changes, with what is to be told of it, so that both are there or neither. The last row of a fingerprint is its state.
CREATE TABLE IF NOT EXISTS alert_log {{on_cluster}} (
  rule LowCardinality(String),
  fingerprint String COMMENT 'Digest of the labels',
  saved_at DateTime64(3, 'UTC'),
  site LowCardinality(String),
  status LowCardinality(String) COMMENT 'inactive, pending, firing or resolved',
  labels String COMMENT 'JSON' CODEC(ZSTD(3)),
  state String COMMENT 'JSON' CODEC(ZSTD(3)),
  reason String COMMENT 'Why it holds or does not' CODEC(ZSTD(3)),
  keys Array(String) COMMENT 'Dedup key of each notification',
  notifications Array(String) COMMENT 'JSON' CODEC(ZSTD(3))
) ENGINE = {{engine MergeTree}}
ORDER BY (rule, fingerprint, saved_at)
TTL toDate(saved_at) + INTERVAL 400 DAY DELETE
SETTINGS non_replicated_deduplication_window = 0, fsync_after_insert = 1, fsync_part_directory = 1;

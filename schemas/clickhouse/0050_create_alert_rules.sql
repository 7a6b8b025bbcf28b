-- Rules that the scheduler judges by: a row whenever they change, the last in force. A handful of rows a year.
CREATE TABLE IF NOT EXISTS alert_rules {{on_cluster}} (
  saved_at DateTime64(3, 'UTC') DEFAULT now64(3),
  rules String COMMENT 'JSON: all of them, checked' CODEC(ZSTD(3))
) ENGINE = {{engine MergeTree}}
ORDER BY saved_at
SETTINGS non_replicated_deduplication_window = 0, fsync_after_insert = 1, fsync_part_directory = 1;

-- Silences: matching alerts are not told of while one is in force. The last row of an id counts; an earlier end takes one back.
CREATE TABLE IF NOT EXISTS alert_silence {{on_cluster}} (
  id String,
  saved_at DateTime64(3, 'UTC') DEFAULT now64(3),
  matchers String COMMENT 'JSON: name, op and value of each',
  starts_at DateTime64(3, 'UTC'),
  ends_at DateTime64(3, 'UTC') COMMENT 'exclusive',
  made_by LowCardinality(String) COMMENT 'Login name of who made it',
  comment String
) ENGINE = {{engine MergeTree}}
ORDER BY (id, saved_at)
TTL toDate(ends_at) + INTERVAL 400 DAY DELETE
SETTINGS non_replicated_deduplication_window = 0, fsync_after_insert = 1, fsync_part_directory = 1;

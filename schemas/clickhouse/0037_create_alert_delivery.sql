-- Attempts to hand a notification to a channel.
CREATE TABLE IF NOT EXISTS alert_delivery {{on_cluster}} (
  key String COMMENT 'Dedup key of the notification',
  channel LowCardinality(String),
  at DateTime64(3, 'UTC'),
  status LowCardinality(String) COMMENT 'sent, failed, or quiet: kept back by a maintenance window or another alert',
  error String COMMENT 'Why it failed, or what kept it back'
) ENGINE = {{engine MergeTree}}
ORDER BY (channel, key, at)
TTL toDate(at) + INTERVAL 400 DAY DELETE
SETTINGS non_replicated_deduplication_window = 0, fsync_after_insert = 1, fsync_part_directory = 1;

-- Attempts to hand an issue of a report to a channel.
CREATE TABLE IF NOT EXISTS report_delivery {{on_cluster}} (
  report LowCardinality(String),
  period String,
  channel LowCardinality(String),
  at DateTime64(3, 'UTC') DEFAULT now64(3),
  status LowCardinality(String) COMMENT 'sent or failed',
  error String COMMENT 'Why it failed'
) ENGINE = {{engine MergeTree}}
ORDER BY (report, period, channel, at)
SETTINGS non_replicated_deduplication_window = 0, fsync_after_insert = 1, fsync_part_directory = 1;

-- What was decided on dead letters; the letters stay as they are, since they say what is missing from the readings of their message.
CREATE TABLE IF NOT EXISTS dead_letter_resolution {{on_cluster}} (
  topic LowCardinality(String),
  src_log UInt16,
  src_partition UInt16,
  src_offset UInt64,
  src_row Int32 COMMENT 'Index of the row in its message, -1 for the whole message',
  action LowCardinality(String) COMMENT 'replayed or discarded',
  resolved_by LowCardinality(String) COMMENT 'Login name of who decided',
  note String,
  resolved_at DateTime64(3, 'UTC') DEFAULT now64(3)
) ENGINE = {{engine ReplacingMergeTree(resolved_at)}}
ORDER BY (topic, src_log, src_partition, src_offset, src_row)
TTL toDate(resolved_at) + INTERVAL 800 DAY DELETE
SETTINGS non_replicated_deduplication_window = 0, fsync_after_insert = 1, fsync_part_directory = 1;

-- Rows and messages that cannot be loaded, each with its reason; found again after a crash it is the same row. Kept 400 days.
CREATE TABLE IF NOT EXISTS dead_letter {{on_cluster}} (
  topic LowCardinality(String),
  src_log UInt16,
  src_partition UInt16,
  src_offset UInt64,
  src_row Int32 COMMENT 'Index of the row in its message, -1 for the whole message',
  reason LowCardinality(String) COMMENT 'Why: one of a fixed list of words',
  message String COMMENT 'Why, in a sentence',
  site LowCardinality(String),
  collector LowCardinality(String),
  incarnation LowCardinality(String),
  sequence UInt64,
  schema_id Int32 COMMENT '-1 when the message has no frame',
  row_values String COMMENT 'Values of the row by column as JSON; empty for a whole message' CODEC(ZSTD(3)),
  payload String COMMENT 'The message in base64, cut off at 64 KiB; empty for a row' CODEC(ZSTD(3)),
  sha256 String COMMENT 'SHA-256 of the whole message in hex; empty for a row',
  stored_at DateTime64(3, 'UTC') DEFAULT now64(3)
) ENGINE = {{engine ReplacingMergeTree(stored_at)}}
ORDER BY (topic, src_log, src_partition, src_offset, src_row)
TTL toDate(stored_at) + INTERVAL 400 DAY DELETE
SETTINGS non_replicated_deduplication_window = 0, fsync_after_insert = 1, fsync_part_directory = 1;

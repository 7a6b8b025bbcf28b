-- The highest sequence loaded per channel, holding for all messages before src_offset; what came later is read from the tables.
-- One row per channel, some thousands; a channel that has been silent for 400 days is forgotten.
CREATE TABLE IF NOT EXISTS loader_mark {{on_cluster}} (
  topic LowCardinality(String),
  src_log UInt16,
  src_partition UInt16,
  collector LowCardinality(String),
  incarnation String,
  site String,
  sequence UInt64 COMMENT 'Highest sequence of the channel among the messages before src_offset',
  src_offset UInt64 COMMENT 'The offset that the mark holds for; never above the committed one',
  stored_at DateTime64(3, 'UTC') DEFAULT now64(3)
) ENGINE = {{engine ReplacingMergeTree(src_offset)}}
ORDER BY (src_partition, topic, src_log, collector, incarnation, site)
TTL toDate(stored_at) + INTERVAL 400 DAY DELETE
SETTINGS non_replicated_deduplication_window = 0, fsync_after_insert = 1, fsync_part_directory = 1;

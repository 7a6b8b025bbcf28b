-- What became of the entries that were told of a site when the processor last made one register of them and the site file. A row per site.
CREATE TABLE IF NOT EXISTS register_merge {{on_cluster}} (
  site LowCardinality(String),
  merged_at DateTime64(3, 'UTC'),
  left_out Array(Tuple(kind String, key String, reason String)) COMMENT 'Entries that contradict the file or one another, and why'
) ENGINE = {{engine ReplacingMergeTree(merged_at)}}
ORDER BY site
SETTINGS non_replicated_deduplication_window = 0, fsync_after_insert = 1, fsync_part_directory = 1;

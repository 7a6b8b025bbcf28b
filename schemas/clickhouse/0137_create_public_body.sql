-- Public tables as they came, by their hash: what was read wrongly can be looked at again. A few hundred KB a day where an index is asked for, compressed; kept for two years.
CREATE TABLE IF NOT EXISTS public_body {{on_cluster}} (
  digest String COMMENT 'SHA-256 of the body, as in public_import',
  dataset LowCardinality(String),
  known_at DateTime64(3, 'UTC') COMMENT 'When it came first',
  bytes UInt64 COMMENT 'As it came',
  body String COMMENT 'In Base64' CODEC(ZSTD(9))
) ENGINE = {{engine ReplacingMergeTree}}
ORDER BY digest
TTL toDate(known_at) + INTERVAL 2 YEAR DELETE
SETTINGS non_replicated_deduplication_window = 0, fsync_after_insert = 1, fsync_part_directory = 1;

-- Who does what only one may do; the holder is that of the greatest (epoch, holder).
CREATE TABLE IF NOT EXISTS lease {{on_cluster}} (
  name LowCardinality(String),
  epoch UInt64 COMMENT 'One more than that of the holder before',
  holder String COMMENT 'Random name of one process',
  until DateTime64(3, 'UTC') COMMENT 'From then on another may claim it'
) ENGINE = {{engine MergeTree}}
ORDER BY (name, epoch, holder, until)
TTL toDate(until) + INTERVAL 30 DAY DELETE
SETTINGS non_replicated_deduplication_window = 0, fsync_after_insert = 1, fsync_part_directory = 1;

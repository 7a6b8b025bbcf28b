-- Claims of processors to partitions; the owner is the id of the greatest (epoch, id). One row per take-over, kept for good.
CREATE TABLE IF NOT EXISTS owner {{on_cluster}} (
  partition UInt16 COMMENT 'Partition of every topic',
  epoch UInt64 COMMENT 'One more than that of the claim before',
  id String COMMENT 'Random name of one claim',
  claimed_at DateTime64(3, 'UTC') DEFAULT now64(3)
) ENGINE = {{engine MergeTree}}
ORDER BY (partition, epoch, id)
SETTINGS non_replicated_deduplication_window = 0, fsync_after_insert = 1, fsync_part_directory = 1;

-- What each run of `coload reconcile` has found: everything equal, or how much of what differs.
CREATE TABLE IF NOT EXISTS reconciliation {{on_cluster}} (
  at DateTime64(3, 'UTC') DEFAULT now64(3),
  id UUID DEFAULT generateUUIDv4(),
  made_by LowCardinality(String) COMMENT 'Login name of who ran it',
  scope String COMMENT 'What it was limited to, JSON; {} for everything',
  messages UInt64 COMMENT 'Messages of the stream that were compared',
  waiting UInt64 COMMENT 'Messages that were not loaded yet',
  lost UInt64 COMMENT 'Rows that are neither stored nor dead letters',
  doubled UInt64 COMMENT 'Rows that are there more often than they were announced',
  gaps UInt64 COMMENT 'Runs of batches that never reached the stream',
  beyond UInt64 COMMENT 'Rows from offsets that the log does not reach',
  rollups UInt64 COMMENT 'Rows of rollups that are not what the readings give, after a repair',
  repaired UInt64 COMMENT 'Buckets of 15 minutes that were computed anew',
  details String COMMENT 'What differs, JSON as the command prints it'
) ENGINE = {{engine MergeTree}}
ORDER BY (at, id)
TTL toDate(at) + INTERVAL 800 DAY DELETE
SETTINGS non_replicated_deduplication_window = 0, fsync_after_insert = 1, fsync_part_directory = 1;

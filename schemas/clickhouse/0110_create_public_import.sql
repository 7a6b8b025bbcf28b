-- Imports of public tables: what was read, by whom, and since when it is known. The last one of a part of a dataset is in force. A handful a year.
CREATE TABLE IF NOT EXISTS public_import {{on_cluster}} (
  dataset LowCardinality(String) COMMENT 'Such as epoch-models',
  part String COMMENT 'What an import replaces of the dataset, such as a maker of chips; empty for all of it',
  known_at DateTime64(3, 'UTC'),
  digest String COMMENT 'SHA-256 of the file',
  file String COMMENT 'Its name',
  figures UInt32 COMMENT 'How many it gave',
  problems UInt32 COMMENT 'Rows that could not be used',
  made_by LowCardinality(String) COMMENT 'Login name of who imported it'
) ENGINE = {{engine MergeTree}}
ORDER BY (dataset, part, known_at)
SETTINGS non_replicated_deduplication_window = 0, fsync_after_insert = 1, fsync_part_directory = 1;

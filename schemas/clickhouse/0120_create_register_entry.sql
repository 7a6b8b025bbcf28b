-- Entries of the register that were told beside the site files: every version of each key, with who told it, when and from what.
-- A version that is removed ends its key. Small: a row per entry and change.
CREATE TABLE IF NOT EXISTS register_entry {{on_cluster}} (
  site LowCardinality(String),
  kind LowCardinality(String) COMMENT 'Key of the list in the site file',
  key String COMMENT 'What versions of one entry have in common',
  known_at DateTime64(3, 'UTC') COMMENT 'When it was told; later versions replace earlier ones',
  change String COMMENT 'What was told at once',
  body String COMMENT 'The entry as JSON, as one would write it in the site file',
  is_removed Bool,
  author String COMMENT 'Who told it, as they say themselves',
  origin String COMMENT 'What it was taken from, with the line where there is one',
  digest String COMMENT 'SHA-256 of all that was told at once'
) ENGINE = {{engine MergeTree}}
ORDER BY (site, kind, key, known_at)
SETTINGS non_replicated_deduplication_window = 0, fsync_after_insert = 1, fsync_part_directory = 1;

-- Verdicts of claims that were others than the midnight before, as the scheduler judged them. A handful a month and site.
CREATE TABLE IF NOT EXISTS claim_verdict {{on_cluster}} (
  site LowCardinality(String),
  judged_to DateTime64(3, 'UTC') COMMENT 'The midnight of the site up to which it was judged',
  claim LowCardinality(String),
  reading LowCardinality(String) COMMENT 'Empty of a claim without readings',
  was LowCardinality(String) COMMENT 'Verdict up to the midnight before; empty of a value that is held against nothing',
  is LowCardinality(String),
  known_at DateTime64(3, 'UTC') DEFAULT now64(3) COMMENT 'When it was judged; of several times the first'
) ENGINE = {{engine MergeTree}}
ORDER BY (site, judged_to, claim, reading)
SETTINGS non_replicated_deduplication_window = 0, fsync_after_insert = 1, fsync_part_directory = 1;

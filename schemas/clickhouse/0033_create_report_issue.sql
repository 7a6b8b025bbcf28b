-- Issues of reports: everything that was printed, so that it can be rendered again to the byte. One per report and period.
CREATE TABLE IF NOT EXISTS report_issue {{on_cluster}} (
  report LowCardinality(String),
  period String COMMENT 'Day or month, such as 2026-10',
  issued_at DateTime64(3, 'UTC') DEFAULT now64(3),
  missing UInt32 COMMENT 'Figures that could not be given',
  restated UInt32 COMMENT 'Figures of the period before that have changed since its issue',
  digest String COMMENT 'SHA-256 of document',
  document String COMMENT 'JSON' CODEC(ZSTD(3))
) ENGINE = {{engine MergeTree}}
ORDER BY (report, period, issued_at)
SETTINGS non_replicated_deduplication_window = 0, fsync_after_insert = 1, fsync_part_directory = 1;

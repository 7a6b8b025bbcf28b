-- What was told of each quarter of an hour, hour, day and month of a site, and when: a row makes rows of the published_* tables known, all of its window at once. About 44,000 rows a year and site.
CREATE TABLE IF NOT EXISTS publication {{on_cluster}} (
  site LowCardinality(String),
  grain LowCardinality(String) COMMENT '15m; hour, day or month of site time',
  bucket_start DateTime('UTC'),
  bucket_end DateTime('UTC') COMMENT 'exclusive',
  edition UInt64 COMMENT 'Version of the window: correction epoch times 2^40 plus what it was computed from; the greatest is in force',
  known_at DateTime64(3, 'UTC') COMMENT 'From then on it is known',
  causes Array(LowCardinality(String)) COMMENT 'Why it differs from the edition before: readings, market, events, register, repair; empty of the first',
  readings UInt64 COMMENT 'Readings it was computed from, those over a boundary once in each quarter',
  market_rows UInt64 COMMENT 'Rows of the site feeds, likewise',
  event_rows UInt64 COMMENT 'Rows of events, likewise',
  revision UInt64 COMMENT 'Latest revision of the register that went into it'
) ENGINE = {{engine MergeTree}}
ORDER BY (site, grain, bucket_start, edition)
SETTINGS non_replicated_deduplication_window = 0, fsync_after_insert = 1, fsync_part_directory = 1;

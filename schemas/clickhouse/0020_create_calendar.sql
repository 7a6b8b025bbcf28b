-- Buckets of site time as UTC instants, built from one tz database: ClickHouse wants a constant zone in its date functions.
CREATE TABLE IF NOT EXISTS calendar {{on_cluster}} (
  zone LowCardinality(String),
  grain LowCardinality(String) COMMENT 'hour, day or month',
  bucket_start DateTime('UTC'),
  bucket_end DateTime('UTC') COMMENT 'exclusive'
) ENGINE = {{engine ReplacingMergeTree}}
ORDER BY (zone, grain, bucket_start);

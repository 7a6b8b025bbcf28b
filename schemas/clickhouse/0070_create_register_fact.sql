-- What a site file lists beside devices and halls, each entry as JSON under the key that it has there; every revision is kept.
CREATE TABLE IF NOT EXISTS register_fact {{on_cluster}} (
  site LowCardinality(String),
  revision UInt64,
  kind LowCardinality(String),
  number UInt32 COMMENT 'Place in the list, from 0',
  valid_from DateTime64(3, 'UTC'),
  valid_to DateTime64(3, 'UTC'),
  body String COMMENT 'The entry as JSON, without its dates'
) ENGINE = {{engine ReplacingMergeTree}}
ORDER BY (site, revision, kind, number);

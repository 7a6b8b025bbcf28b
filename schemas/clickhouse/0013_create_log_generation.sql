-- Generations of a topic's log after the first, adopted by an operator when the log was lost or recreated; a handful of rows.
CREATE TABLE IF NOT EXISTS log_generation {{on_cluster}} (
  topic LowCardinality(String),
  generation UInt16 COMMENT 'Written into src_log; 1 while the table has no row for the topic',
  reason String COMMENT 'What the operator said',
  adopted_at DateTime64(3, 'UTC') DEFAULT now64(3)
) ENGINE = {{engine MergeTree}}
ORDER BY (topic, generation)
SETTINGS non_replicated_deduplication_window = 0;

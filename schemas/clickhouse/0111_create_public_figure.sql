-- Figures of public tables, by the import that brought them; they count once public_import has it. Some thousands an import.
CREATE TABLE IF NOT EXISTS public_figure {{on_cluster}} (
  dataset LowCardinality(String),
  part String,
  known_at DateTime64(3, 'UTC') COMMENT 'Of its import',
  subject String COMMENT 'Whose figure it is: a model, a maker, an owner, a vendor, the network',
  quantity LowCardinality(String) COMMENT 'training_flop, h100e, revenue_usd or power_gw',
  at DateTime64(3, 'UTC') COMMENT 'The day that it is of, or the end of its quarter',
  value Float64,
  low Nullable(Float64) COMMENT '5th percentile, or the least that is possible',
  high Nullable(Float64) COMMENT '95th percentile, or the most',
  tags Array(LowCardinality(String)) COMMENT 'Such as notable'
) ENGINE = {{engine MergeTree}}
ORDER BY (dataset, part, known_at, subject, at)
SETTINGS non_replicated_deduplication_window = 0, fsync_after_insert = 1, fsync_part_directory = 1;

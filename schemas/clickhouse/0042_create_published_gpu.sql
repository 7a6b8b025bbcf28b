-- GPU boards by day and month as published: rows that differ from those of the edition before.
-- The columns of rollup_gpu without its version: what has a column there has it here.
CREATE TABLE IF NOT EXISTS published_gpu {{on_cluster}}
ENGINE = {{engine ReplacingMergeTree}}
PARTITION BY (grain, toYYYYMM(bucket_start))
ORDER BY (site, grain, bucket_start, device, hall, model, edition)
SETTINGS non_replicated_deduplication_window = 0, fsync_after_insert = 1, fsync_part_directory = 1
EMPTY AS SELECT toUInt64(0) AS edition, * EXCEPT (version) FROM rollup_gpu;

-- Notes that everything is computed as planned, in coarser grains as well.
INSERT INTO rollup_bucket (site, bucket_start, due_from, due_to, longest_ms, readings, market_rows, event_rows, revision, is_done, version)
SELECT site, bucket_start, due_from, due_to, longest_ms, readings, market_rows, event_rows, revision, true, version
FROM rollup_bucket FINAL
WHERE {{quarters}}

-- For how long of [from, to) sites were within their measurements.
SELECT fact.site AS site, sum(fact.window_ms) AS measured_ms
FROM rollup_site AS fact FINAL
WHERE fact.grain = 'day' AND fact.hall = '' AND fact.site IN {sites:Array(String)}
  AND fact.bucket_start >= toDateTime({from:UInt32}, 'UTC') AND fact.bucket_start < toDateTime({to:UInt32}, 'UTC')
GROUP BY site
SETTINGS do_not_merge_across_partitions_select_final = 1

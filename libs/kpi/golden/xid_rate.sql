-- Generated from the catalogue by `npm run generate`; do not edit.
-- by site, hall, model, device; 15m, hour, day, month
SELECT
  site,
  hall,
  model,
  device,
  toUnixTimestamp(min(bucket_start)) AS start_s,
  toUnixTimestamp(max(bucket_end)) AS end_s,
  toUnixTimestamp64Milli(max(through)) AS through_ms,
  sum(expected_ms) AS gpu_expected,
  sum(xid_events) AS gpu_xid,
  sum(xid_ms) AS gpu_xid_time,
  uniqExactIf(device, xid_ms > 0) AS devices_of_gpu_xid_time
FROM rollup_gpu FINAL
WHERE grain = {grain:String}
  AND site IN {site:Array(String)}
  AND bucket_start >= toDateTime({from:UInt32}, 'UTC')
  AND bucket_start < toDateTime({to:UInt32}, 'UTC')
GROUP BY site, hall, model, device, bucket_start, bucket_end
HAVING gpu_expected > 0 OR through_ms > 0
ORDER BY start_s, site, hall, model, device
LIMIT {limit:UInt32}
SETTINGS do_not_merge_across_partitions_select_final = 1;

-- by site, hall, model, device; total
SELECT
  site,
  hall,
  model,
  device,
  toUnixTimestamp(min(bucket_start)) AS start_s,
  toUnixTimestamp(max(bucket_end)) AS end_s,
  toUnixTimestamp64Milli(max(through)) AS through_ms,
  sum(expected_ms) AS gpu_expected,
  sum(xid_events) AS gpu_xid,
  sum(xid_ms) AS gpu_xid_time,
  uniqExactIf(device, xid_ms > 0) AS devices_of_gpu_xid_time
FROM rollup_gpu FINAL
WHERE grain = {grain:String}
  AND site IN {site:Array(String)}
  AND bucket_start >= toDateTime({from:UInt32}, 'UTC')
  AND bucket_start < toDateTime({to:UInt32}, 'UTC')
GROUP BY site, hall, model, device
HAVING gpu_expected > 0 OR through_ms > 0
ORDER BY site, hall, model, device
LIMIT {limit:UInt32}
SETTINGS do_not_merge_across_partitions_select_final = 1;

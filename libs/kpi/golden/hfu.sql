-- Generated from the catalogue by `npm run generate`; do not edit.
-- by site, hall; 15m, hour, day, month
SELECT
  site,
  hall,
  toUnixTimestamp(min(bucket_start)) AS start_s,
  toUnixTimestamp(max(bucket_end)) AS end_s,
  toUnixTimestamp64Milli(max(through)) AS through_ms,
  sum(window_ms) AS site_window,
  sum(job_hardware_gflop) AS job_hardware_flop,
  sum(job_hardware_peak_gflop) AS job_hardware_peak_flop,
  sum(job_ms) AS job_time,
  max(devices) AS devices_of_job_time
FROM rollup_site FINAL
WHERE grain = {grain:String}
  AND site IN {site:Array(String)}
  AND bucket_start >= toDateTime({from:UInt32}, 'UTC')
  AND bucket_start < toDateTime({to:UInt32}, 'UTC')
  AND hall != ''
GROUP BY site, hall, bucket_start, bucket_end
HAVING site_window > 0 OR through_ms > 0
ORDER BY start_s, site, hall
LIMIT {limit:UInt32}
SETTINGS do_not_merge_across_partitions_select_final = 1;

-- by site, hall; total
SELECT
  site,
  hall,
  toUnixTimestamp(min(bucket_start)) AS start_s,
  toUnixTimestamp(max(bucket_end)) AS end_s,
  toUnixTimestamp64Milli(max(through)) AS through_ms,
  sum(window_ms) AS site_window,
  sum(job_hardware_gflop) AS job_hardware_flop,
  sum(job_hardware_peak_gflop) AS job_hardware_peak_flop,
  sum(job_ms) AS job_time,
  max(devices) AS devices_of_job_time
FROM rollup_site FINAL
WHERE grain = {grain:String}
  AND site IN {site:Array(String)}
  AND bucket_start >= toDateTime({from:UInt32}, 'UTC')
  AND bucket_start < toDateTime({to:UInt32}, 'UTC')
  AND hall != ''
GROUP BY site, hall
HAVING site_window > 0 OR through_ms > 0
ORDER BY site, hall
LIMIT {limit:UInt32}
SETTINGS do_not_merge_across_partitions_select_final = 1;

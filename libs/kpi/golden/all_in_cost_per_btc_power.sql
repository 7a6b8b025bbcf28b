-- Generated from the catalogue by `npm run generate`; do not edit.
-- by site; 15m, hour, day, month
SELECT
  site,
  toUnixTimestamp(min(bucket_start)) AS start_s,
  toUnixTimestamp(max(bucket_end)) AS end_s,
  toUnixTimestamp64Milli(max(through)) AS through_ms,
  sum(window_ms) AS site_window,
  sum(mined_power_cost - mined_power_credit) AS site_mined_net,
  sum(mined_power_sat) AS site_mined_reward,
  sum(mined_power_ms) AS site_mined_time,
  max(devices) AS devices_of_site_mined_time
FROM rollup_site FINAL
WHERE grain = {grain:String}
  AND site IN {site:Array(String)}
  AND bucket_start >= toDateTime({from:UInt32}, 'UTC')
  AND bucket_start < toDateTime({to:UInt32}, 'UTC')
  AND hall = ''
GROUP BY site, bucket_start, bucket_end
HAVING site_window > 0 OR through_ms > 0
ORDER BY start_s, site
LIMIT {limit:UInt32}
SETTINGS do_not_merge_across_partitions_select_final = 1;

-- by site; total
SELECT
  site,
  toUnixTimestamp(min(bucket_start)) AS start_s,
  toUnixTimestamp(max(bucket_end)) AS end_s,
  toUnixTimestamp64Milli(max(through)) AS through_ms,
  sum(window_ms) AS site_window,
  sum(mined_power_cost - mined_power_credit) AS site_mined_net,
  sum(mined_power_sat) AS site_mined_reward,
  sum(mined_power_ms) AS site_mined_time,
  max(devices) AS devices_of_site_mined_time
FROM rollup_site FINAL
WHERE grain = {grain:String}
  AND site IN {site:Array(String)}
  AND bucket_start >= toDateTime({from:UInt32}, 'UTC')
  AND bucket_start < toDateTime({to:UInt32}, 'UTC')
  AND hall = ''
GROUP BY site
HAVING site_window > 0 OR through_ms > 0
ORDER BY site
LIMIT {limit:UInt32}
SETTINGS do_not_merge_across_partitions_select_final = 1;

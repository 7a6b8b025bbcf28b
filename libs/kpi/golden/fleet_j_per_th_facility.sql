-- Generated from the catalogue by `npm run generate`; do not edit.
-- by site, hall; 15m, hour, day, month
SELECT
  site,
  hall,
  toUnixTimestamp(min(bucket_start)) AS start_s,
  toUnixTimestamp(max(bucket_end)) AS end_s,
  toUnixTimestamp64Milli(max(through)) AS through_ms,
  sum(window_ms) AS site_window,
  sum(facility_configured_j) AS site_facility_configured,
  sum(facility_estimated_j) AS site_facility_estimated,
  sum(facility_metered_j) AS site_facility_metered,
  sum(facility_psu_j) AS site_facility_psu,
  sum(mining_facility_j) AS site_mining_energy,
  sum(mining_facility_diff) AS site_mining_hash,
  sum(mining_facility_ms) AS site_mining_time,
  max(devices) AS devices_of_site_mining_time
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
  sum(facility_configured_j) AS site_facility_configured,
  sum(facility_estimated_j) AS site_facility_estimated,
  sum(facility_metered_j) AS site_facility_metered,
  sum(facility_psu_j) AS site_facility_psu,
  sum(mining_facility_j) AS site_mining_energy,
  sum(mining_facility_diff) AS site_mining_hash,
  sum(mining_facility_ms) AS site_mining_time,
  max(devices) AS devices_of_site_mining_time
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

-- by site, hall, model, device; 15m, hour, day, month
SELECT
  site,
  hall,
  model,
  device,
  toUnixTimestamp(min(bucket_start)) AS start_s,
  toUnixTimestamp(max(bucket_end)) AS end_s,
  toUnixTimestamp64Milli(max(through)) AS through_ms,
  sum(expected_ms) AS asic_expected,
  sum(facility_j) AS asic_facility_energy,
  sum(facility_diff) AS asic_facility_hash,
  sum(facility_ms) AS asic_facility_time,
  uniqExactIf(device, facility_ms > 0) AS devices_of_asic_facility_time
FROM rollup_asic FINAL
WHERE grain = {grain:String}
  AND site IN {site:Array(String)}
  AND bucket_start >= toDateTime({from:UInt32}, 'UTC')
  AND bucket_start < toDateTime({to:UInt32}, 'UTC')
GROUP BY site, hall, model, device, bucket_start, bucket_end
HAVING asic_expected > 0 OR through_ms > 0
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
  sum(expected_ms) AS asic_expected,
  sum(facility_j) AS asic_facility_energy,
  sum(facility_diff) AS asic_facility_hash,
  sum(facility_ms) AS asic_facility_time,
  uniqExactIf(device, facility_ms > 0) AS devices_of_asic_facility_time
FROM rollup_asic FINAL
WHERE grain = {grain:String}
  AND site IN {site:Array(String)}
  AND bucket_start >= toDateTime({from:UInt32}, 'UTC')
  AND bucket_start < toDateTime({to:UInt32}, 'UTC')
GROUP BY site, hall, model, device
HAVING asic_expected > 0 OR through_ms > 0
ORDER BY site, hall, model, device
LIMIT {limit:UInt32}
SETTINGS do_not_merge_across_partitions_select_final = 1;

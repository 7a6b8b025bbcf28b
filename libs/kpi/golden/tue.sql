-- Generated from the catalogue by `npm run generate`; do not edit.
-- by site; 15m, hour, day, month
SELECT
  site,
  toUnixTimestamp(min(bucket_start)) AS start_s,
  toUnixTimestamp(max(bucket_end)) AS end_s,
  toUnixTimestamp64Milli(max(through)) AS through_ms,
  sum(window_ms) AS site_window,
  sum(facility_configured_j) AS site_facility_configured,
  sum(facility_estimated_j) AS site_facility_estimated,
  sum(facility_metered_j) AS site_facility_metered,
  sum(facility_psu_j) AS site_facility_psu,
  sum(it_configured_j) AS site_it_configured,
  sum(it_estimated_j) AS site_it_estimated,
  sum(it_metered_j) AS site_it_metered,
  sum(it_psu_j) AS site_it_psu,
  sum(itue_compute_j) AS site_itue_compute,
  sum(itue_it_j) AS site_itue_it,
  sum(itue_ms) AS site_itue_time,
  sum(pue_facility_j) AS site_pue_facility,
  sum(pue_it_j) AS site_pue_it,
  sum(pue_ms) AS site_pue_time,
  max(devices) AS devices_of_site_itue_time,
  max(devices) AS devices_of_site_pue_time
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
  sum(facility_configured_j) AS site_facility_configured,
  sum(facility_estimated_j) AS site_facility_estimated,
  sum(facility_metered_j) AS site_facility_metered,
  sum(facility_psu_j) AS site_facility_psu,
  sum(it_configured_j) AS site_it_configured,
  sum(it_estimated_j) AS site_it_estimated,
  sum(it_metered_j) AS site_it_metered,
  sum(it_psu_j) AS site_it_psu,
  sum(itue_compute_j) AS site_itue_compute,
  sum(itue_it_j) AS site_itue_it,
  sum(itue_ms) AS site_itue_time,
  sum(pue_facility_j) AS site_pue_facility,
  sum(pue_it_j) AS site_pue_it,
  sum(pue_ms) AS site_pue_time,
  max(devices) AS devices_of_site_itue_time,
  max(devices) AS devices_of_site_pue_time
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

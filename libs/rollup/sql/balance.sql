-- The energy balance by 15 minutes: the whole site (no hall) and its halls. A meter's missing time is what it should have covered and did
-- not; of several meters the greatest counts.
INSERT INTO rollup_balance (site, bucket_start, hall, workload, due_ms, m0_j, m0_ms, it_j, it_ms, cooling_j, cooling_ms, heat_j, heat_ms, overhead_j, facility_j, facility_ms, is_level, version)
WITH
  {{part}},
  {{bucket}},
  place AS (SELECT toString(hall) AS hall, toString(workload) AS workload, toString(loop) AS loop FROM register_hall FINAL WHERE site = {site:String} AND revision = {revision:UInt64}),
  main AS (
    SELECT k, sumIf(import_j, point = 'M0') AS m0_sum, maxIf(missing, point = 'M0') AS m0_missing, countIf(point = 'M0') AS m0_meters,
      sumIf(import_j, point IN ('M0', 'Mg')) - sumIf(export_j, point = 'M0') - sumIf(import_j - export_j, point = 'Mb') AS facility_sum,
      maxIf(missing, point IN ('M0', 'Mg', 'Mb')) AS facility_missing, sumIf(bridged_ms, point IN ('M0', 'Mg', 'Mb')) AS facility_bridged,
      sumIf(import_j, point = 'M3') AS it_sum, maxIf(missing, point = 'M3') AS it_missing, sumIf(bridged_ms, point = 'M3') AS it_bridged, countIf(point = 'M3') AS feeders,
      sumMapIf(map(toString(hall), import_j), point = 'M3') AS hall_it, maxMapIf(map(toString(hall), missing), point = 'M3') AS hall_missing
    FROM (
      SELECT toInt64(intDiv(toUnixTimestamp(bucket_start), 900)) AS k, point, hall, import_j, export_j, greatest(expected_ms - energy_ms, 0) AS missing, bridged_ms
      FROM rollup_meter FINAL
      WHERE grain = '15m' AND expected_ms > 0 AND {{quarters}}
    )
    GROUP BY k
  ),
  -- A cooling meter of no loop has the whole site behind it, the units of loops without a meter of their own included.
  cooling AS (
    SELECT k, countIf(mc_meters > 0 AND loop = '') > 0 AS has_common_meter, count() AS cooling_sources, sum(units) AS heat_sources,
      if(has_common_meter, sumIf(loop_j, mc_meters > 0), sum(loop_j)) AS cooling_sum, if(has_common_meter, maxIf(loop_missing, mc_meters > 0), max(loop_missing)) AS cooling_missing,
      sum(heat) AS heat_sum, max(no_heat) AS heat_missing,
      sumIf(loop_j, is_shared) AS loops_j, sumIf(heat, is_shared) AS loops_heat_j, sumMapIf(map(loop, loop_j), is_shared) AS loop_cooling, sumMapIf(map(loop, heat), is_shared) AS loop_heat
    FROM (
      SELECT k, loop, countIf(is_meter) AS mc_meters, countIf(NOT is_meter) AS units, loop != '' AND loop IN (SELECT loop FROM place) AS is_shared,
        if(mc_meters > 0, sumIf(used_j, is_meter), sum(used_j)) AS loop_j, if(mc_meters > 0, maxIf(missing, is_meter), max(missing)) AS loop_missing,
        sum(removed_j) AS heat, max(missing_heat) AS no_heat
      FROM (
        SELECT toInt64(intDiv(toUnixTimestamp(bucket_start), 900)) AS k, toString(loop) AS loop, true AS is_meter, import_j AS used_j, greatest(expected_ms - energy_ms, 0) AS missing,
          toInt64(0) AS removed_j, toInt64(0) AS missing_heat
        FROM rollup_meter FINAL
        WHERE grain = '15m' AND expected_ms > 0 AND point = 'Mc' AND {{quarters}}
        UNION ALL
        SELECT toInt64(intDiv(toUnixTimestamp(bucket_start), 900)), toString(loop), false, energy_j, greatest(expected_ms - energy_ms, 0), heat_j, greatest(expected_ms - heat_ms, 0)
        FROM rollup_cooling FINAL
        WHERE grain = '15m' AND expected_ms > 0 AND {{quarters}}
      )
      GROUP BY k, loop
    )
    GROUP BY k
  ),
  whole AS (
    SELECT *, m0_meters > 0 AND facility_known > 0 AND it_known > 0 AS is_split, facility_known >= 900000 AND facility_bridged = 0 AS is_facility_level,
      it_known >= 900000 AND it_bridged = 0 AS is_it_level
    FROM (
      SELECT *, if(m0_meters > 0, greatest(due_ms - m0_missing, 0), 0) AS m0_known, if(m0_meters > 0, greatest(due_ms - facility_missing, 0), 0) AS facility_known,
        if(feeders > 0, greatest(due_ms - it_missing, 0), 0) AS it_known,
        if(cooling_sources > 0, greatest(due_ms - cooling_missing, 0), 0) AS cooling_known, if(heat_sources > 0, greatest(due_ms - heat_missing, 0), 0) AS heat_known
      FROM bucket LEFT JOIN main USING (k) LEFT JOIN cooling USING (k)
    )
  ),
  -- What a loop uses is shared among its halls, everything else among all halls, by IT energy; evenly where there is none.
  weighed AS (
    SELECT *, greatest(sum(loop_weight) OVER (PARTITION BY k, loop), 1) AS loop_all, sum(loop_weight) OVER (PARTITION BY k, loop ORDER BY hall ROWS UNBOUNDED PRECEDING) AS loop_run,
      greatest(sum(site_weight) OVER (PARTITION BY k), 1) AS site_all, sum(site_weight) OVER (PARTITION BY k ORDER BY hall ROWS UNBOUNDED PRECEDING) AS site_run
    FROM (
      SELECT *, hall = '' AS is_site, if(is_site, it_sum, hall_it[hall]) AS it_used, if(is_site, it_known, if(mapContains(hall_it, hall), greatest(due_ms - hall_missing[hall], 0), 0)) AS it_time,
        multiIf(is_site, 0, sum(if(is_site, 0, it_used)) OVER (PARTITION BY k, loop) = 0, 1, it_used) AS loop_weight, multiIf(is_site, 0, it_sum = 0, 1, it_used) AS site_weight
      FROM whole CROSS JOIN (SELECT '' AS hall, '' AS workload, '' AS loop UNION ALL SELECT hall, workload, loop FROM place) AS scope
    )
  )
SELECT {site:String}, toDateTime(k * 900, 'UTC'), hall, workload, due_ms, if(is_site, m0_sum, 0), if(is_site, m0_known, 0), it_used, it_time,
  if(is_site, cooling_sum, loop_part_j + common_cooling_j), cooling_known, if(is_site, heat_sum, loop_part_heat_j + common_heat_j), heat_known, overhead,
  multiIf(is_site, if(facility_known > 0, facility_sum, 0), is_split, it_used + overhead, 0), multiIf(is_site, facility_known, is_split, least(facility_known, it_known, it_time), 0),
  is_facility_level AND (is_site OR is_it_level), version
FROM (
  SELECT *, multiIf(NOT is_split, 0, is_site, facility_sum - it_sum, loop_part_j + common_j) AS overhead
  FROM (
    SELECT *, part(loop_cooling[loop], loop_run, loop_weight, loop_all) AS loop_part_j, part(loop_heat[loop], loop_run, loop_weight, loop_all) AS loop_part_heat_j,
      part(cooling_sum - loops_j, site_run, site_weight, site_all) AS common_cooling_j, part(heat_sum - loops_heat_j, site_run, site_weight, site_all) AS common_heat_j,
      part(facility_sum - it_sum - loops_j, site_run, site_weight, site_all) AS common_j
    FROM weighed
  )
)

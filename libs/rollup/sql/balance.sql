-- The energy balance by 15 minutes: the whole site (no hall) and its halls. A meter's missing time is what it should have covered and did
-- not; of several meters the greatest counts.
INSERT INTO rollup_balance (site, bucket_start, hall, workload, due_ms, m0_j, m0_ms, it_j, it_ms, cooling_j, cooling_ms, heat_j, heat_ms, overhead_j, facility_j, facility_ms, is_level, version)
WITH
  {{cut}},
  {{part}},
  {{bucket}},
  meter AS (
    SELECT toInt64(intDiv(toUnixTimestamp(bucket_start), 900)) AS k, point, hall, loop, import_j, export_j, greatest(expected_ms - energy_ms, 0) AS missing_ms, bridged_ms
    FROM rollup_meter FINAL
    WHERE grain = '15m' AND expected_ms > 0 AND {{quarters}}
  ),
  main AS (
    SELECT k, sumIf(import_j, point = 'M0') AS m0_j, maxIf(missing_ms, point = 'M0') AS m0_missing, countIf(point = 'M0') AS m0_meters,
      sumIf(import_j, point IN ('M0', 'Mg')) - sumIf(export_j, point = 'M0') - sumIf(import_j - export_j, point = 'Mb') AS facility_sum,
      maxIf(missing_ms, point IN ('M0', 'Mg', 'Mb')) AS facility_missing, maxIf(bridged_ms, point IN ('M0', 'Mg', 'Mb')) AS facility_bridged,
      sumIf(import_j, point = 'M3') AS it_sum, maxIf(missing_ms, point = 'M3') AS it_missing, maxIf(bridged_ms, point = 'M3') AS it_bridged, countIf(point = 'M3') AS feeders
    FROM meter
    GROUP BY k
  ),
  loop_cooling AS (
    SELECT k, loop, if(mc_meters > 0, mc_j, unit_j) AS loop_j, if(mc_meters > 0, mc_missing, unit_missing) AS loop_missing, mc_meters, units, loop_heat_j, loop_heat_missing
    FROM (
      SELECT k, loop, sumIf(j, is_meter) AS mc_j, maxIf(missing, is_meter) AS mc_missing, countIf(is_meter) AS mc_meters,
        sumIf(j, NOT is_meter) AS unit_j, maxIf(missing, NOT is_meter) AS unit_missing, countIf(NOT is_meter) AS units,
        sum(heat) AS loop_heat_j, max(no_heat) AS loop_heat_missing
      FROM (
        SELECT k, loop, true AS is_meter, import_j AS j, missing_ms AS missing, toInt64(0) AS heat, toInt64(0) AS no_heat FROM meter WHERE point = 'Mc'
        UNION ALL
        SELECT toInt64(intDiv(toUnixTimestamp(bucket_start), 900)), loop, false, energy_j, greatest(expected_ms - energy_ms, 0), heat_j, greatest(expected_ms - heat_ms, 0)
        FROM rollup_cooling FINAL
        WHERE grain = '15m' AND expected_ms > 0 AND {{quarters}}
      )
      GROUP BY k, loop
    )
  ),
  place AS (SELECT hall, workload, loop FROM register_hall FINAL WHERE site = {site:String} AND revision = {revision:UInt64}),
  -- A cooling meter of no loop has the whole site behind it, the units of loops without a meter of their own included.
  all_cooling AS (
    SELECT k, countIf(mc_meters > 0 AND loop = '') > 0 AS has_common_meter,
      if(has_common_meter, sumIf(loop_j, mc_meters > 0), sum(loop_j)) AS cooling_sum,
      if(has_common_meter, maxIf(loop_missing, mc_meters > 0), max(loop_missing)) AS cooling_missing, count() AS cooling_sources,
      sum(loop_heat_j) AS heat_sum, max(loop_heat_missing) AS heat_missing, sum(units) AS heat_sources,
      sumIf(loop_j, loop != '' AND loop IN (SELECT loop FROM place)) AS loops_j, sumIf(loop_heat_j, loop != '' AND loop IN (SELECT loop FROM place)) AS loops_heat_j
    FROM loop_cooling
    GROUP BY k
  ),
  site_balance AS (
    SELECT k, due_ms, version, m0_j, if(m0_meters > 0, greatest(due_ms - m0_missing, 0), 0) AS m0_ms,
      it_sum AS it_j, if(feeders > 0, greatest(due_ms - it_missing, 0), 0) AS it_ms,
      cooling_sum AS cooling_j, if(cooling_sources > 0, greatest(due_ms - cooling_missing, 0), 0) AS cooling_ms,
      heat_sum AS heat_j, if(heat_sources > 0, greatest(due_ms - heat_missing, 0), 0) AS heat_ms,
      if(m0_meters > 0, greatest(due_ms - facility_missing, 0), 0) AS facility_ms, if(facility_ms > 0, facility_sum, 0) AS facility_j,
      facility_ms > 0 AND it_ms > 0 AS is_split, if(is_split, facility_j - it_j, 0) AS overhead_j, loops_j, loops_heat_j,
      facility_ms >= 900000 AND facility_bridged = 0 AS is_level, is_level AND it_ms >= 900000 AND it_bridged = 0 AS is_split_level
    FROM bucket LEFT JOIN main USING (k) LEFT JOIN all_cooling USING (k)
  ),
  -- What is cooled by a loop is shared among its halls, everything else among all halls, by IT energy; evenly where there is none.
  hall_weight AS (
    SELECT *, sum(loop_weight) OVER (PARTITION BY k, loop) AS loop_all, sum(loop_weight) OVER (PARTITION BY k, loop ORDER BY hall ROWS UNBOUNDED PRECEDING) AS loop_run,
      sum(site_weight) OVER (PARTITION BY k) AS site_all, sum(site_weight) OVER (PARTITION BY k ORDER BY hall ROWS UNBOUNDED PRECEDING) AS site_run
    FROM (
      SELECT *, loop != '' AND mc_meters + units > 0 AS has_loop, if(feeders > 0, greatest(due_ms - missing, 0), 0) AS it_ms,
        if(sum(it_j) OVER (PARTITION BY k, loop) = 0, 1, it_j) AS loop_weight, if(sum(it_j) OVER (PARTITION BY k) = 0, 1, it_j) AS site_weight
      FROM (SELECT k, due_ms, hall, workload, loop FROM bucket CROSS JOIN place) AS hall_bucket
      LEFT JOIN (
        SELECT k, hall, sum(import_j) AS it_j, max(missing_ms) AS missing, count() AS feeders FROM meter WHERE point = 'M3' GROUP BY k, hall
      ) AS feeder USING (k, hall)
      LEFT JOIN loop_cooling USING (k, loop)
    )
  ),
  hall_balance AS (
    SELECT k, hall, workload, h.due_ms AS due_ms, version, h.it_j AS it_j, h.it_ms AS it_ms,
      if(has_loop, part(loop_j, loop_run, loop_weight, loop_all), 0) AS loop_part_j, if(has_loop, part(loop_heat_j, loop_run, loop_weight, loop_all), 0) AS loop_part_heat_j,
      loop_part_j + part(s.cooling_j - loops_j, site_run, site_weight, site_all) AS cooling_j, cooling_ms,
      loop_part_heat_j + part(s.heat_j - loops_heat_j, site_run, site_weight, site_all) AS heat_j, heat_ms,
      if(is_split, loop_part_j + part(s.overhead_j - loops_j, site_run, site_weight, site_all), 0) AS overhead_j,
      if(is_split, it_j + overhead_j, 0) AS facility_j, if(is_split, least(s.facility_ms, s.it_ms, h.it_ms), 0) AS facility_ms, is_split_level AS is_level
    FROM hall_weight AS h INNER JOIN site_balance AS s USING (k)
  )
SELECT {site:String}, toDateTime(k * 900, 'UTC'), hall, workload, due_ms, m0_j, m0_ms, it_j, it_ms, cooling_j, cooling_ms, heat_j, heat_ms, overhead_j, facility_j, facility_ms, is_level, version
FROM (
  SELECT k, '' AS hall, '' AS workload, due_ms, version, m0_j, m0_ms, it_j, it_ms, cooling_j, cooling_ms, heat_j, heat_ms, overhead_j, facility_j, facility_ms, is_level FROM site_balance
  UNION ALL
  SELECT k, toString(hall), toString(workload), due_ms, version, 0, 0, it_j, it_ms, cooling_j, cooling_ms, heat_j, heat_ms, overhead_j, facility_j, facility_ms, is_level FROM hall_balance
)

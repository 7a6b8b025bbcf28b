-- Site facts by hour, day and month of site time. Units are counted in the unit rows of the same buckets, which are there already.
INSERT INTO rollup_site (
  site, grain, bucket_start, bucket_end, hall, workload, window_ms, expected_ms, reported_ms, devices, expected_devices, readings, flags, through, m0_j, m0_ms, it_j,
  it_ms, cooling_j, cooling_ms, heat_j, heat_ms, overhead_j, facility_j, facility_ms, pue_facility_j, pue_it_j, pue_ms, cer_heat_j, cer_cooling_j, cer_ms, contracted_j,
  contracted_facility_j, contracted_ms, level_j, level_ms, peak_w, cost, priced_j, priced_ms, price_ms, price_time, carbon_g, carbon_j, carbon_ms, carbon_estimated_j,
  factor_time, factor_ms, factor_estimated_ms, cue_g, cue_it_j, cue_ms, accepted_diff, wall_j, wall_diff, wall_ms,
  mining_facility_j, mining_facility_diff, mining_facility_ms, hashprice_time, hashprice_ms, pool_fee_time, hash_revenue_usd, hash_revenue_j, gpu_expected_ms,
  ai_revenue_usd, ai_revenue_j, version
)
WITH
  {{into}},
  counted AS (
    SELECT into_grain, into_start, hall, uniqExactIf((class, device), reported_ms > 0) AS devices, uniqExactIf((class, device), expected_ms > 0) AS expected_devices
    FROM (
      SELECT grain AS into_grain, bucket_start AS into_start, arrayJoin(if(place = '', [''], ['', place])) AS hall, class, device, reported_ms, expected_ms
      FROM (
        SELECT grain, bucket_start, toString(hall) AS place, 'asic' AS class, toString(device) AS device, reported_ms, expected_ms FROM rollup_asic FINAL WHERE {{coarser}}
        UNION ALL
        SELECT grain, bucket_start, toString(hall), 'gpu', toString(device), reported_ms, expected_ms FROM rollup_gpu FINAL WHERE {{coarser}}
        UNION ALL
        SELECT grain, bucket_start, toString(hall), 'cooling', toString(device), reported_ms, expected_ms FROM rollup_cooling FINAL WHERE {{coarser}}
        UNION ALL
        SELECT grain, bucket_start, toString(hall), 'meter', toString(device), reported_ms, expected_ms FROM rollup_meter FINAL WHERE {{coarser}}
      )
    )
    GROUP BY into_grain, into_start, hall
  )
SELECT
  {site:String}, into_grain, into_start, into_end, hall, any(q.workload), sum(q.window_ms), sum(q.expected_ms), sum(q.reported_ms), any(u.devices),
  any(u.expected_devices), sum(q.readings), groupBitOr(flags), max(through), sum(q.m0_j), sum(q.m0_ms), sum(q.it_j), sum(q.it_ms), sum(q.cooling_j), sum(q.cooling_ms),
  sum(q.heat_j), sum(q.heat_ms), sum(q.overhead_j), sum(q.facility_j), sum(q.facility_ms), sum(q.pue_facility_j), sum(q.pue_it_j), sum(q.pue_ms), sum(q.cer_heat_j),
  sum(q.cer_cooling_j), sum(q.cer_ms), sum(q.contracted_j), sum(q.contracted_facility_j), sum(q.contracted_ms), sum(q.level_j), sum(q.level_ms), max(peak_w),
  sum(q.cost), sum(q.priced_j), sum(q.priced_ms), sum(q.price_ms), sum(q.price_time), sum(q.carbon_g), sum(q.carbon_j), sum(q.carbon_ms),
  sum(q.carbon_estimated_j), sum(q.factor_time), sum(q.factor_ms), sum(q.factor_estimated_ms), sum(q.cue_g), sum(q.cue_it_j), sum(q.cue_ms), sum(q.accepted_diff), sum(q.wall_j), sum(q.wall_diff), sum(q.wall_ms),
  sum(q.mining_facility_j), sum(q.mining_facility_diff), sum(q.mining_facility_ms), sum(q.hashprice_time), sum(q.hashprice_ms), sum(q.pool_fee_time),
  sum(q.hash_revenue_usd), sum(q.hash_revenue_j), sum(q.gpu_expected_ms), sum(q.ai_revenue_usd), sum(q.ai_revenue_j), {{summed-version}}
FROM (SELECT * FROM rollup_site FINAL WHERE {{finer}}) AS q INNER JOIN goal ON q.bucket_start = goal.quarter LEFT JOIN counted AS u USING (into_grain, into_start, hall)
GROUP BY into_grain, into_start, into_end, hall
SETTINGS do_not_merge_across_partitions_select_final = 1

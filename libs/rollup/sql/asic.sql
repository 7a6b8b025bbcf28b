-- Mining devices by 15 minutes, with their share of the facility energy of the hall.
INSERT INTO rollup_asic (site, grain, bucket_start, bucket_end, hall, model, device, expected_ms, reported_ms, bridged_ms, observed_ms, readings, flags, through,
  energy_j, energy_ms, hash_gh, hash_ms, rate_gh, rate_ms, accepted_diff, rejected_diff, stale_diff, shares_ms, rejects_ms, hw_errors, nominal_gh, nominal_shares_gh, up_ms, curtailed_ms,
  wall_j, wall_diff, wall_ms, facility_j, facility_diff, facility_ms, version)
WITH
  {{share}},
  {{part}},
  {{bucket}},
  counted AS (
    SELECT k, device, {{common-sums}},
      ifNull(sum(share(energy_j)), 0) AS energy_sum, sumIf(if(energy_source = 'metered', ms, held_ms), energy_j IS NOT NULL) AS energy_ms,
      ifNull(sum(share(hash_gh)), 0) AS hash_sum, sumIf(if(hash_source = 'metered', ms, held_ms), hash_gh IS NOT NULL) AS hash_ms,
      ifNull(sum(share(rate_gh)), 0) AS rate_sum, sumIf(held_ms, rate_gh IS NOT NULL) AS rate_ms,
      ifNull(sum(share(accepted_diff)), 0) AS accepted, ifNull(sum(share(rejected_diff)), 0) AS rejected, ifNull(sum(share(stale_diff)), 0) AS stale,
      sumIf(ms, accepted_diff IS NOT NULL) AS shares_ms, sumIf(ms, accepted_diff IS NOT NULL AND rejected_diff IS NOT NULL) AS rejects_ms, ifNull(sum(share(hw_errors)), 0) AS errors,
      sumIf(held_ms, nominal_ghs > 0 AND rate_gh * 2000 >= nominal_ghs * observed_ms) AS up_ms
    FROM (SELECT *, share(observed_ms) AS held_ms FROM {{spread reading_asic: device, ended_at, flags, observed_ms, energy_j, energy_source, hash_gh, hash_source, rate_gh, accepted_diff, rejected_diff, stale_diff, hw_errors}}) AS reading
    LEFT JOIN (SELECT device, nominal_ghs, {{unit}} AND class = 'asic') AS rated USING (k, device)
    GROUP BY k, device
  ),
  -- In a hall with boards as well, facility energy is shared with them.
  boards AS (
    SELECT k, hall, ifNull(sum(share(energy_j)), 0) AS boards_j
    FROM {{spread reading_gpu: device, energy_j}} AS reading
    INNER JOIN (
      SELECT device, hall, {{unit}} AND class = 'gpu' AND hall IN (SELECT hall FROM rollup_unit WHERE {{quarters}} AND class = 'asic')
    ) AS placed USING (k, device)
    GROUP BY k, hall
  )
SELECT {site:String}, '15m', toDateTime(k * 900, 'UTC'), toDateTime(k * 900 + 900, 'UTC'), hall, model, device, expected_ms, reported_ms, bridged_ms, held_sum, readings, flag_bits, through,
  energy_sum, energy_ms, hash_sum, hash_ms, rate_sum, rate_ms, accepted, rejected, stale, shares_ms, rejects_ms, errors, nominal_gh, nominal_ghs * shares_ms / 1000, up_ms, curtailed_ms,
  if(is_wall, energy_sum, 0), if(is_wall, accepted, 0), if(is_wall, base_ms, 0),
  if(is_facility, part(facility_j, energy_run, energy_sum, energy_all), 0), if(is_facility, accepted, 0), if(is_facility, base_ms, 0), version
FROM (
  SELECT *, if(expected_ms > 0, expected_ms, b.due_ms) AS base_ms,
    energy_ms >= 0.9 * base_ms AND shares_ms >= 0.9 * base_ms AS is_wall, is_wall AND facility_ms > 0 AND facility_ms >= 0.9 * b.due_ms AS is_facility,
    sum(energy_sum) OVER (PARTITION BY k, hall ORDER BY device ROWS UNBOUNDED PRECEDING) AS energy_run,
    greatest(sum(energy_sum) OVER (PARTITION BY k, hall) + boards_j, 1) AS energy_all
  FROM (SELECT device, hall, model, nominal_ghs, expected_ms, nominal_gh, curtailed_ms, {{unit}} AND class = 'asic') AS expected FULL JOIN counted USING (k, device)
  INNER JOIN bucket AS b USING (k)
  LEFT JOIN (
    SELECT toInt64(intDiv(toUnixTimestamp(bucket_start), 900)) AS k, hall, facility_j, facility_ms FROM rollup_balance FINAL WHERE hall != '' AND {{quarters}}
  ) AS h USING (k, hall) LEFT JOIN boards USING (k, hall)
)

-- GPU boards by 15 minutes, with their share of the facility energy of the hall.
INSERT INTO rollup_gpu (site, grain, bucket_start, bucket_end, hall, model, device, expected_ms, reported_ms, bridged_ms, observed_ms, readings, flags, through,
  energy_j, energy_ms, limited_energy_j, limit_j, limited_ms, sm_ms, sm_observed_ms, sm_fallback_ms, tensor_ms, tensor_observed_ms, util_ms, util_observed_ms, facility_j, facility_ms, version)
WITH
  {{share}},
  {{part}},
  {{bucket}},
  counted AS (
    SELECT k, device, {{common-sums}},
      ifNull(sum(share(energy_j)), 0) AS energy_sum, sumIf(if(energy_source = 'metered', ms, held_ms), energy_j IS NOT NULL) AS energy_ms,
      ifNull(sumIf(share(energy_j), is_limited), 0) AS limited_energy, ifNull(sumIf(share(limit_j), is_limited), 0) AS limit_sum, sumIf(ms, is_limited) AS limited_ms,
      ifNull(sum(share(sm_ms)), 0) AS sm_sum, sumIf(held_ms, sm_ms IS NOT NULL) AS sm_observed_ms, sumIf(held_ms, sm_ms IS NOT NULL AND sm_source != 'sm_active') AS sm_fallback_ms,
      ifNull(sum(share(tensor_ms)), 0) AS tensor_sum, sumIf(held_ms, tensor_ms IS NOT NULL) AS tensor_observed_ms,
      ifNull(sum(share(util_ms)), 0) AS util_sum, sumIf(held_ms, util_ms IS NOT NULL) AS util_observed_ms
    FROM (SELECT *, share(observed_ms) AS held_ms, energy_j IS NOT NULL AND limit_j IS NOT NULL AND observed_ms >= d AS is_limited FROM {{spread reading_gpu: device, ended_at, flags, observed_ms, energy_j, energy_source, limit_j, sm_ms, sm_source, tensor_ms, util_ms}})
    GROUP BY k, device
  ),
  miners AS (
    SELECT toInt64(intDiv(toUnixTimestamp(bucket_start), 900)) AS k, hall, sum(energy_j) AS miners_j
    FROM rollup_asic FINAL
    WHERE grain = '15m' AND {{quarters}}
    GROUP BY k, hall
  )
SELECT {site:String}, '15m', toDateTime(k * 900, 'UTC'), toDateTime(k * 900 + 900, 'UTC'), hall, model, device, expected_ms, reported_ms, bridged_ms, held_sum, readings, flag_bits, through,
  energy_sum, energy_ms, limited_energy, limit_sum, limited_ms, sm_sum, sm_observed_ms, sm_fallback_ms, tensor_sum, tensor_observed_ms, util_sum, util_observed_ms,
  if(is_facility, part(facility_j, energy_run, energy_sum, energy_all), 0), if(is_facility, base_ms, 0), version
FROM (
  SELECT *, if(expected_ms > 0, expected_ms, b.due_ms) AS base_ms, energy_ms >= 0.9 * base_ms AND facility_ms > 0 AND facility_ms >= 0.9 * b.due_ms AS is_facility,
    miners_j + sum(energy_sum) OVER (PARTITION BY k, hall ORDER BY device ROWS UNBOUNDED PRECEDING) AS energy_run,
    greatest(miners_j + sum(energy_sum) OVER (PARTITION BY k, hall), 1) AS energy_all
  FROM (SELECT device, hall, model, expected_ms, {{unit}} AND class = 'gpu') AS expected FULL JOIN counted USING (k, device) INNER JOIN bucket AS b USING (k)
  LEFT JOIN (
    SELECT toInt64(intDiv(toUnixTimestamp(bucket_start), 900)) AS k, hall, facility_j, facility_ms FROM rollup_balance FINAL WHERE hall != '' AND {{quarters}}
  ) AS h USING (k, hall) LEFT JOIN miners USING (k, hall)
)

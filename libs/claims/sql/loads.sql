-- Load of a site and of its halls by workload, in the quarters of an hour in which all halls are covered and no gap is bridged.
SELECT toInt64(toUnixTimestamp(bucket_start)) * 1000 AS start_ms,
  toFloat64(sumIf(level_j, workload = 'mining' AND hall != '')) AS mining_j,
  toFloat64(sumIf(level_j, workload = 'ai' AND hall != '')) AS ai_j,
  countIf(hall != '' AND workload = 'mining') AS mining_halls,
  countIf(hall != '' AND workload = 'ai') AS ai_halls,
  countIf(hall != '' AND workload IN ('mining', 'ai') AND level_ms < 900000) AS unknown_halls,
  maxIf(devices, hall = '') AS device_count,
  toFloat64(sumIf(level_j, hall = '')) AS site_level_j, toInt64(sumIf(level_ms, hall = '')) AS site_level_ms, toInt64(sumIf(ordered_ms, hall = '')) AS ordered_ms,
  toFloat64(sumIf(mining_facility_j, hall = '')) AS hash_j, toFloat64(sumIf(mining_facility_diff, hall = '')) AS hash_diff,
  toFloat64(sumIf(contracted_j, hall = '')) AS contracted_j, toFloat64(sumIf(contracted_facility_j, hall = '')) AS contracted_facility_j,
  toFloat64(sumIf(price_time, hall = '')) AS price_time, toFloat64(sumIf(price_ms, hall = '')) AS price_ms,
  toFloat64(sumIf(hashprice_time, hall = '')) AS hashprice_time, toFloat64(sumIf(hashprice_ms, hall = '')) AS hashprice_ms,
  toFloat64(sumIf(pool_fee_time, hall = '')) AS fee_time,
  toFloat64(sumIf(hash_revenue_usd, hall = '')) AS hash_usd, toFloat64(sumIf(hash_revenue_j, hall = '')) AS hash_usd_j,
  toFloat64(sumIf(ai_revenue_usd, hall = '')) AS ai_usd, toFloat64(sumIf(ai_revenue_j, hall = '')) AS ai_usd_j,
  toFloat64(sumIf(capital_mining, hall = '')) AS capital_mining, toFloat64(sumIf(capital_mining_j, hall = '')) AS capital_mining_j,
  toFloat64(sumIf(capital_ai, hall = '')) AS capital_ai, toFloat64(sumIf(capital_ai_j, hall = '')) AS capital_ai_j,
  toFloat64(sumIf(carbon_g, hall = '')) AS carbon_g, toFloat64(sumIf(carbon_ms, hall = '')) AS carbon_ms,
  toFloat64(sumIf(cue_g, hall = '')) AS cue_g, toFloat64(sumIf(cue_it_j, hall = '')) AS cue_it_j, toFloat64(sumIf(cue_ms, hall = '')) AS cue_ms,
  toFloat64(sumIf(priced_j, hall = '')) AS priced_j, toFloat64(sumIf(negative_j, hall = '')) AS negative_j,
  toFloat64(sumIf(local_j, hall = '')) AS local_j, toFloat64(sumIf(local_ms, hall = '')) AS local_ms
{{rows}}
GROUP BY bucket_start
ORDER BY bucket_start

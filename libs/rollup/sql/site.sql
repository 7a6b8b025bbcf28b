-- Site facts by 15 minutes: the whole site (no hall) and its halls.
INSERT INTO rollup_site (site, grain, bucket_start, bucket_end, hall, workload, window_ms, expected_ms, reported_ms, devices, expected_devices, readings, flags, through,
  m0_j, m0_ms, it_j, it_ms, cooling_j, cooling_ms, heat_j, heat_ms, overhead_j, facility_j, facility_ms, pue_facility_j, pue_it_j, pue_ms, cer_heat_j, cer_cooling_j, cer_ms,
  contracted_j, contracted_facility_j, contracted_ms, level_j, level_ms, peak_w, cost, priced_j, priced_ms, price_ms, price_time,
  accepted_diff, wall_j, wall_diff, wall_ms, mining_facility_j, mining_facility_diff, mining_facility_ms,
  hashprice_time, hashprice_ms, pool_fee_time, hash_revenue_usd, hash_revenue_j, gpu_expected_ms, ai_revenue_usd, ai_revenue_j, version)
WITH
  {{share}},
  {{part}},
  {{bucket}},
  {{balance}},
  {{money}},
  {{fleet}},
  site_facts AS (
    SELECT pool_fee, ifNull(gpu_usd_per_hour * gpu_billed_share, 0) AS usd_per_gpu_hour
    FROM register_site FINAL WHERE site = {site:String} AND revision = {revision:UInt64}
  ),
  contract AS (
    SELECT k, sum(mw * 1e6 * span_ms / 1000) AS bucket_j, sum(span_ms) AS bucket_ms
    FROM (
      SELECT k, mw, least(toUnixTimestamp64Milli(valid_to), k * 900000 + 900000) - greatest(toUnixTimestamp64Milli(valid_from), k * 900000) AS span_ms
      FROM (SELECT mw, valid_from, valid_to FROM register_contract FINAL WHERE site = {site:String} AND revision = {revision:UInt64}) AS step CROSS JOIN bucket
      WHERE span_ms > 0
    )
    GROUP BY k
  )
SELECT {site:String}, '15m', toDateTime(k * 900, 'UTC'), toDateTime(k * 900 + 900, 'UTC'), hall, workload, due_ms, expected_ms, reported_ms, devices, expected_devices, readings, flags, through,
  m0_j, m0_ms, it_j, it_ms, cooling_j, cooling_ms, heat_j, heat_ms, overhead_j, facility_j, facility_ms,
  if(is_pue, facility_j, 0), if(is_pue, it_j, 0), if(is_pue, due_ms, 0), if(is_cer, heat_j, 0), if(is_cer, cooling_j, 0), if(is_cer, due_ms, 0),
  if(is_site, bucket_j * facility_ms / 900000, 0), if(is_site, part(facility_j, bucket_ms, bucket_ms, 900000), 0), if(is_site, part(facility_ms, bucket_ms, bucket_ms, 900000), 0),
  if(is_level, facility_j, 0), if(is_level, 900000, 0), if(is_level, facility_j / 900, 0),
  toDecimal128(if(is_billed, if(is_site, worth, worth * facility_j / drawn_j) / 3600000000, 0), 12), if(is_billed, if(is_site, located_priced_j, part(facility_j, located_priced_j, located_priced_j, if(drawn_j = 0, 1, drawn_j))), 0),
  if(is_billed, located_priced_ms, 0), if(is_site, price_ms, 0), if(is_site, price_time, 0),
  accepted_diff, wall_j, wall_diff, intDiv(wall_ms, mining_halls), mining_facility_j, mining_facility_diff, intDiv(mining_ms, mixed_halls),
  if(is_site, hashprice * hash_ms, 0), if(is_site, hash_ms, 0), if(is_site, pool_fee * hash_ms, 0),
  toFloat64(mining_facility_diff) * 4294967296 / 1e15 / 86400 * hashprice, if(hash_ms > 0, mining_facility_j, 0),
  gpu_expected_ms, ai_expected_ms / 3600000 * usd_per_gpu_hour, if(usd_per_gpu_hour > 0, ai_facility_j, 0), version
FROM (
  -- A joint figure takes only halls in which both of its sides are covered to 0.9; that of the site is the sum of its halls'.
  SELECT *, if(is_site, sum(it_j * is_wall) OVER bucket_halls, it_j * is_wall) AS wall_j, if(is_site, sum(accepted_diff * is_wall) OVER bucket_halls, accepted_diff * is_wall) AS wall_diff,
    if(is_site, sum(due_ms * is_wall) OVER bucket_halls, due_ms * is_wall) AS wall_ms, if(is_site, greatest(countIf(workload = 'mining') OVER bucket_halls, 1), 1) AS mining_halls,
    if(is_site, sum(mining_j * is_mining) OVER bucket_halls, mining_j * is_mining) AS mining_facility_j, if(is_site, sum(accepted_diff * is_mining) OVER bucket_halls, accepted_diff * is_mining) AS mining_facility_diff,
    if(is_site, sum(due_ms * is_mining) OVER bucket_halls, due_ms * is_mining) AS mining_ms, if(is_site, greatest(countIf(workload IN ('mining', 'mixed')) OVER bucket_halls, 1), 1) AS mixed_halls,
    if(is_site, sum(gpu_expected_ms * is_ai) OVER bucket_halls, gpu_expected_ms * is_ai) AS ai_expected_ms, if(is_site, sum(ai_j * is_ai) OVER bucket_halls, ai_j * is_ai) AS ai_facility_j
  FROM (
    SELECT *, hall = '' AS is_site, facility_ms > 0 AND it_ms > 0 AND least(facility_ms, it_ms) >= 0.9 * due_ms AS is_pue,
      cooling_ms > 0 AND heat_ms > 0 AND least(cooling_ms, heat_ms) >= 0.9 * due_ms AS is_cer,
      facility_ms > 0 AND drawn_j != 0 AND (is_site OR facility_ms >= 0.9 * due_ms) AS is_billed, if(hashprice > 0, due_ms, 0) AS hash_ms,
      facility_ms > 0 AND facility_ms >= 0.9 * due_ms AS has_facility, asic_expected_ms > 0 AND shares_ms >= 0.9 * asic_expected_ms AS has_shares,
      workload = 'mining' AND has_shares AND it_ms > 0 AND it_ms >= 0.9 * due_ms AS is_wall,
      workload IN ('mining', 'mixed') AND has_facility AND has_shares AS is_mining, workload IN ('ai', 'mixed') AND has_facility AND gpu_expected_ms > 0 AS is_ai,
      multiIf(workload = 'mining', facility_j, workload = 'mixed', part(facility_j, asic_j, asic_j, greatest(asic_j + gpu_j, 1)), 0) AS mining_j,
      multiIf(workload = 'ai', facility_j, workload = 'mixed', facility_j - mining_j, 0) AS ai_j
    FROM balance LEFT JOIN fleet USING (k, hall) LEFT JOIN bill USING (k, hall) LEFT JOIN contract USING (k) LEFT JOIN quoted USING (k) LEFT JOIN hashed USING (k)
    CROSS JOIN site_facts
  )
  WINDOW bucket_halls AS (PARTITION BY k)
)

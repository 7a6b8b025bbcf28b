-- What a site made and used in each quarter of an hour, with what must be known for it to count.
SELECT toInt64(toUnixTimestamp(fact.bucket_start)) * 1000 AS start_ms,
  countIf(fact.hall != '' AND fact.workload = 'mixed') AS mixed_halls,
  countIf(fact.hall != '' AND fact.workload IN ('mining', 'ai') AND fact.it_ms < 810000) AS unmetered_halls,
  countIf(fact.hall != '' AND fact.workload = 'mining' AND fact.mining_facility_ms = 0) AS uncounted_halls,
  toFloat64(sumIf(fact.mining_facility_diff, fact.hall = '')) AS accepted,
  toFloat64(any(boards.busy)) AS busy_ms, toFloat64(any(boards.observed)) AS busy_known_ms, toFloat64(any(boards.due)) AS boards_ms,
  toFloat64(sumIf(fact.it_j, fact.hall != '' AND fact.workload = 'mining')) AS mining_it_j,
  toFloat64(sumIf(fact.it_j, fact.hall != '' AND fact.workload = 'ai')) AS ai_it_j,
  toFloat64(sumIf(fact.facility_j, fact.hall = '')) AS whole_j, toInt64(sumIf(fact.facility_ms, fact.hall = '')) AS whole_ms,
  toFloat64(sumIf(fact.contracted_j, fact.hall = '')) AS contract_j, toInt64(sumIf(fact.contracted_ms, fact.hall = '')) AS contract_ms,
  toFloat64(sumIf(fact.cost, fact.hall = '')) AS paid, toFloat64(sumIf(fact.priced_j, fact.hall = '')) AS paid_j,
  toFloat64(sumIf(fact.asset_time, fact.hall = '')) AS capital_time, toInt64(sumIf(fact.asset_ms, fact.hall = '')) AS capital_ms,
  toFloat64(sumIf(fact.hash_revenue_usd, fact.hall = '')) AS hash_usd, toFloat64(sumIf(fact.hash_revenue_j, fact.hall = '')) AS hash_usd_j,
  toFloat64(sumIf(fact.ai_revenue_usd, fact.hall = '')) AS boards_usd
FROM rollup_site AS fact FINAL
LEFT JOIN (
  SELECT bucket_start, sum(sm_ms) AS busy, sum(sm_observed_ms) AS observed, sum(expected_ms) AS due
  FROM rollup_gpu FINAL
  WHERE site = {site:String} AND grain = '15m' AND bucket_start >= toDateTime({from:Int64}, 'UTC') AND bucket_start < toDateTime({to:Int64}, 'UTC')
  GROUP BY bucket_start
) AS boards ON boards.bucket_start = fact.bucket_start
WHERE fact.site = {site:String} AND fact.grain = '15m'
  AND fact.bucket_start >= toDateTime({from:Int64}, 'UTC') AND fact.bucket_start < toDateTime({to:Int64}, 'UTC')
GROUP BY fact.bucket_start
ORDER BY fact.bucket_start

-- Hash and facility energy of each mining hall in the quarters of an hour in which they are known of all of them.
SELECT toInt64(toUnixTimestamp(fact.bucket_start)) * 1000 AS start_ms, groupArray(toString(fact.hall)) AS halls,
  groupArray(toFloat64(fact.mining_facility_diff)) AS accepted, groupArray(toFloat64(fact.mining_facility_j)) AS used_j
FROM rollup_site AS fact FINAL
WHERE fact.site = {site:String} AND fact.grain = '15m' AND fact.hall != '' AND fact.workload = 'mining'
  AND fact.bucket_start >= toDateTime({from:Int64}, 'UTC') AND fact.bucket_start < toDateTime({to:Int64}, 'UTC')
GROUP BY fact.bucket_start
HAVING countIf(fact.mining_facility_ms = 0) = 0
ORDER BY fact.bucket_start

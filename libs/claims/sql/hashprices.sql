-- Hashprice of a site in each quarter of an hour, before and after the fee of the pool, USD per PH and day.
SELECT toInt64(toUnixTimestamp(fact.bucket_start)) * 1000 AS start_ms,
  toFloat64(fact.hashprice_time) / fact.hashprice_ms AS gross, (toFloat64(fact.hashprice_time) - toFloat64(fact.pool_fee_time)) / fact.hashprice_ms AS net
FROM rollup_site AS fact FINAL
WHERE fact.site = {site:String} AND fact.grain = '15m' AND fact.hall = '' AND fact.hashprice_ms > 0
  AND fact.bucket_start >= toDateTime({from:Int64}, 'UTC') AND fact.bucket_start < toDateTime({to:Int64}, 'UTC')

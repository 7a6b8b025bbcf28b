-- The last whole quarter of an hour of each site: idle while power had a negative price; and the last whole hour of each mining hall: its feeder against its miners.
WITH last AS (
  SELECT site, toStartOfFifteenMinutes(max(through)) AS until
  FROM rollup_site
  WHERE grain = '15m' AND hall = '' AND site IN {sites:Array(String)} AND bucket_start >= fromUnixTimestamp64Milli({now:Int64}) - INTERVAL 2 HOUR
  GROUP BY site
), quarter AS (
  SELECT bucket.site AS site, toUnixTimestamp(bucket.bucket_end) * 1000 AS until_ms, bucket.price_ms AS price_ms, bucket.contracted_ms AS contracted_ms,
         bucket.window_ms AS window_ms, toFloat64(bucket.price_time) / nullIf(bucket.price_ms, 0) AS price,
         toFloat64(bucket.contracted_j) AS contracted_j, toFloat64(bucket.contracted_facility_j) AS drawn_j
  FROM rollup_site AS bucket FINAL INNER JOIN last ON last.site = bucket.site
  WHERE bucket.grain = '15m' AND bucket.hall = '' AND bucket.site IN {sites:Array(String)} AND bucket.bucket_end = last.until
    AND bucket.bucket_start >= fromUnixTimestamp64Milli({now:Int64}) - INTERVAL 3 HOUR
), feeder AS (
  SELECT bucket.site AS site, bucket.hall AS hall, toUnixTimestamp(any(last.until)) * 1000 AS until_ms, sum(bucket.it_j) AS it_j, sum(bucket.it_ms) AS it_ms
  FROM rollup_site AS bucket FINAL INNER JOIN last ON last.site = bucket.site
  WHERE bucket.grain = '15m' AND bucket.hall != '' AND bucket.workload = 'mining' AND bucket.site IN {sites:Array(String)}
    AND bucket.bucket_start >= fromUnixTimestamp64Milli({now:Int64}) - INTERVAL 4 HOUR
    AND bucket.bucket_start >= last.until - INTERVAL 1 HOUR AND bucket.bucket_end <= last.until
  GROUP BY bucket.site, bucket.hall
), miners AS (
  SELECT bucket.site AS site, bucket.hall AS hall, sum(bucket.energy_j) AS energy_j, sum(bucket.energy_ms) AS energy_ms, sum(bucket.expected_ms) AS expected_ms
  FROM rollup_asic AS bucket FINAL INNER JOIN last ON last.site = bucket.site
  WHERE bucket.grain = '15m' AND bucket.site IN {sites:Array(String)}
    AND bucket.bucket_start >= fromUnixTimestamp64Milli({now:Int64}) - INTERVAL 4 HOUR
    AND bucket.bucket_start >= last.until - INTERVAL 1 HOUR AND bucket.bucket_end <= last.until
  GROUP BY bucket.site, bucket.hall
), hall AS (
  SELECT register.site AS site, register.hall AS hall
  FROM register_hall AS register
  WHERE register.site IN {sites:Array(String)} AND register.workload = 'mining'
    AND (register.site, register.revision) IN (SELECT site, max(revision) FROM register_site GROUP BY site)
  GROUP BY register.site, register.hall
), place AS (SELECT arrayJoin({sites:Array(String)}) AS site)
SELECT * FROM (
  SELECT 'idle_at_negative_price' AS indicator, place.site AS site, '' AS hall,
         multiIf(quarter.window_ms <= 0 OR quarter.price_ms < 0.95 * quarter.window_ms, 'the price of power is not known',
                 quarter.contracted_ms < 0.95 * quarter.window_ms OR quarter.contracted_j <= 0, 'the use of the contracted power is not known', '') AS reason,
         if(reason = '', if(quarter.price < 0, greatest(quarter.contracted_j - quarter.drawn_j, 0), 0), NULL) AS numerator, if(reason = '', quarter.contracted_j, NULL) AS denominator,
         numerator / denominator AS value,
         if(reason = '', concat('power is at ', toString(round(quarter.price, 2)), ' per MWh'), '') AS note,
         if(quarter.until_ms = 0, {now:Int64}, quarter.until_ms) AS end_ms, end_ms - 900000 AS start_ms
  FROM place LEFT JOIN quarter ON quarter.site = place.site
  UNION ALL
  SELECT 'meter_disagreement' AS indicator, hall.site AS site, hall.hall AS hall,
         multiIf(feeder.it_ms < 0.95 * 3600000 OR feeder.it_j <= 0, 'the feeder is not known for the whole hour',
                 miners.expected_ms <= 0 OR miners.energy_ms < 0.95 * miners.expected_ms, 'the energy of the miners is not known', '') AS reason,
         if(reason = '', toFloat64(abs(feeder.it_j - miners.energy_j)), NULL) AS numerator, if(reason = '', toFloat64(feeder.it_j), NULL) AS denominator,
         numerator / denominator AS value,
         if(reason = '', concat('the feeder has ', toString(round(feeder.it_j / 3.6e6, 1)), ' kWh, the miners ', toString(round(miners.energy_j / 3.6e6, 1))), '') AS note,
         if(feeder.until_ms = 0, {now:Int64}, feeder.until_ms) AS end_ms, end_ms - 3600000 AS start_ms
  FROM hall LEFT JOIN feeder ON feeder.site = hall.site AND feeder.hall = hall.hall LEFT JOIN miners ON miners.site = hall.site AND miners.hall = hall.hall
)
WHERE indicator IN {wanted:Array(String)}

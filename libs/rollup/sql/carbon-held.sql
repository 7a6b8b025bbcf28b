-- What stands in for hours that feeds have not told: the median of the same hour of the four weeks before, for 24 hours after the last that they told.
-- Only what was known as the hour began counts, so that it stays the same whatever is told or revised later.
SELECT site, hour AS hour_ms, quantileExactInclusive(0.5)(g) AS g_per_kwh
FROM (
  SELECT site, hour, intDiv(hour - start_ms, 604800000) AS week, argMax(value, (is_measured, known_ms, src_log, src_offset)) AS g
  FROM (
    SELECT site, toUnixTimestamp64Milli(start_at) AS start_ms, toUnixTimestamp64Milli(end_at) AS end_ms, toUnixTimestamp64Milli(known_at) AS known_ms, assumeNotNull(g_per_kwh) AS value,
      status = 'measured' AS is_measured, src_log, src_offset,
      arrayJoin(arrayFilter(h -> known_ms <= h AND intDiv(h - start_ms, 604800000) BETWEEN 1 AND 4 AND (h - start_ms) % 604800000 < end_ms - start_ms, {hours:Array(Int64)})) AS hour
    FROM market_carbon
    WHERE site IN {sites:Array(String)} AND g_per_kwh IS NOT NULL AND start_at > {first:DateTime('UTC')} - INTERVAL 30 DAY AND start_at < {behind:DateTime('UTC')}
  )
  GROUP BY site, hour, week
)
WHERE (site, hour) IN (
  SELECT site, arrayJoin(arrayFilter(h -> toUnixTimestamp64Milli(known_at) <= h AND toUnixTimestamp64Milli(start_at) <= h AND toUnixTimestamp64Milli(end_at) > h - 86400000, {hours:Array(Int64)}))
  FROM market_carbon
  WHERE site IN {sites:Array(String)} AND g_per_kwh IS NOT NULL AND start_at > {first:DateTime('UTC')} - INTERVAL 2 DAY AND start_at < {behind:DateTime('UTC')}
)
GROUP BY site, hour

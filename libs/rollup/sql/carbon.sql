-- Carbon intensities of feeds that bear on the range, in every revision. What is in force comes last: nothing unknown and no estimate replaces a measured value.
SELECT site, toUnixTimestamp64Milli(start_at) AS start_ms, toUnixTimestamp64Milli(end_at) AS end_ms, g_per_kwh, status, toUnixTimestamp64Milli(known_at) AS known_ms, src_log, src_offset
FROM market_carbon
WHERE site IN {sites:Array(String)} AND start_at > {first:DateTime('UTC')} - INTERVAL 1 DAY AND start_at < {behind:DateTime('UTC')}
ORDER BY site, start_at, g_per_kwh IS NOT NULL, status = 'measured', known_at, src_log, src_offset

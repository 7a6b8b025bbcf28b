-- Carbon intensities of feeds that bear on the range; of revisions that are alike the last, and how many there are. What is in force comes last: nothing unknown and no estimate replaces a measured value.
SELECT site, toUnixTimestamp64Milli(start_at) AS start_ms, toUnixTimestamp64Milli(end_at) AS end_ms, g_per_kwh, status, toUInt32(count()) AS rows
FROM market_carbon
WHERE site IN {sites:Array(String)} AND start_at > {first:DateTime('UTC')} - INTERVAL 1 DAY AND start_at < {behind:DateTime('UTC')}
GROUP BY site, start_at, end_at, g_per_kwh, status
ORDER BY site, start_at, g_per_kwh IS NOT NULL, status = 'measured', {{last-told}}

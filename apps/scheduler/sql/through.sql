-- Until when each site is rolled up.
SELECT site, toUnixTimestamp64Milli(max(through)) AS through_ms
FROM rollup_site WHERE grain = '15m' AND hall = '' AND site IN {sites:Array(String)} AND bucket_start >= toDateTime({from:UInt32}, 'UTC')
GROUP BY site

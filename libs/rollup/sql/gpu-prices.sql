-- Rental prices of GPU feeds that bear on the range: on the buckets that end within 24 h after them.
SELECT site, toUnixTimestamp64Milli(observed_at) AS observed_ms, usd_per_gpu_hour
FROM market_gpu
WHERE site IN {sites:Array(String)} AND observed_at > {first:DateTime('UTC')} - INTERVAL 87300 SECOND AND observed_at <= {behind:DateTime('UTC')}
ORDER BY site, observed_at, known_at, src_log, src_offset

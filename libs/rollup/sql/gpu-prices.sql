-- Rental prices of the site's GPU feed that bear on the range: on the buckets that end within 24 h after them.
SELECT toUnixTimestamp64Milli(observed_at) AS observed_ms, usd_per_gpu_hour
FROM market_gpu
WHERE site = {gpu_feed:String} AND observed_at > {first:DateTime('UTC')} - INTERVAL 87300 SECOND AND observed_at <= {behind:DateTime('UTC')}
ORDER BY observed_at, known_at, src_log, src_offset

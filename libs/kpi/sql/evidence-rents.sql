-- The rental prices of GPUs that bear on the window, each for a day: how many, between what, and since when the newest is known.
SELECT toString(any(market_gpu.venue)) AS venue, toString(any(market_gpu.model)) AS model, toString(any(market_gpu.pricing_type)) AS pricing_type,
  uniqExact(observed_at) AS prices, count() AS revisions, min(usd_per_gpu_hour) AS least_usd, max(usd_per_gpu_hour) AS most_usd,
  arraySort(groupUniqArray(toString(method_version))) AS method_versions, toUnixTimestamp64Milli(max(known_at)) AS known_ms
FROM market_gpu
WHERE site = {feed:String} AND observed_at <= toDateTime({to:UInt32}, 'UTC') AND observed_at > toDateTime({from:UInt32}, 'UTC') - INTERVAL 1 DAY
HAVING revisions > 0

-- Mean difficulty of each UTC day, as the chain feed of a site has told it.
SELECT toUnixTimestamp(toStartOfDay(observed_at, 'UTC')) * 1000 AS day_ms, avg(difficulty) AS mean_difficulty
FROM market_chain
WHERE site = (SELECT argMax(chain_feed, revision) FROM register_site WHERE site = {site:String})
  AND observed_at >= toDateTime({from:Int64}, 'UTC') AND observed_at < toDateTime({to:Int64}, 'UTC') AND difficulty > 0
GROUP BY day_ms
ORDER BY day_ms

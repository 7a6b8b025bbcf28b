-- Difficulty of each stretch of 2016 blocks, as the chain feed of a site has told it.
SELECT intDiv(height, 2016) AS stretch, argMin(difficulty, (observed_at, known_at)) AS told
FROM market_chain
WHERE site = (SELECT argMax(chain_feed, revision) FROM register_site WHERE site = {site:String})
  AND observed_at >= toDateTime({from:Int64}, 'UTC') AND observed_at < toDateTime({to:Int64}, 'UTC') AND difficulty > 0 AND height IS NOT NULL
GROUP BY stretch
ORDER BY stretch

-- Prices of feeds that bear on the range; of revisions that are alike the last, and how many there are.
SELECT site, toUnixTimestamp64Milli(start_at) AS start_ms, toUnixTimestamp64Milli(end_at) AS end_ms, product, price, energy, congestion, loss, toUInt32(count()) AS rows
FROM market_power
WHERE site IN {sites:Array(String)} AND start_at > {first:DateTime('UTC')} - INTERVAL 1 DAY AND start_at < {behind:DateTime('UTC')}
GROUP BY site, start_at, end_at, product, price, energy, congestion, loss
ORDER BY site, start_at, product, {{last-told}}

-- Prices of feeds that bear on the range, in every revision.
SELECT site, toUnixTimestamp64Milli(start_at) AS start_ms, toUnixTimestamp64Milli(end_at) AS end_ms, product, price, energy, congestion, loss, toUnixTimestamp64Milli(known_at) AS known_ms, src_log, src_offset
FROM market_power
WHERE site IN {sites:Array(String)} AND start_at > {first:DateTime('UTC')} - INTERVAL 1 DAY AND start_at < {behind:DateTime('UTC')}
ORDER BY site, start_at, product, known_at, src_log, src_offset

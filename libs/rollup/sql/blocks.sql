-- Blocks of chain feeds about the range; of revisions that are alike the last, and how many there are. Of several at one height the last is in force; they are hours apart at most.
SELECT site, toUnixTimestamp64Milli(started_at) AS started_ms, toUnixTimestamp64Milli(ended_at) AS ended_ms, height, hash, difficulty, subsidy_sat, fee_sat, orphans,
  toNullable(toString(pool)) AS finder, price_usd, toUInt32(count()) AS rows
FROM market_block
WHERE site IN {sites:Array(String)} AND ended_at > {first:DateTime('UTC')} - INTERVAL 1 DAY AND ended_at <= {behind:DateTime('UTC')} + INTERVAL 1 DAY
GROUP BY site, started_at, ended_at, height, hash, difficulty, subsidy_sat, fee_sat, orphans, pool, price_usd
ORDER BY site, height, {{last-told}}

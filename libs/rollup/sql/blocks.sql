-- Blocks of chain feeds about the range, in every revision. Of several at one height the last is in force; they are hours apart at most.
SELECT site, toUnixTimestamp64Milli(started_at) AS started_ms, toUnixTimestamp64Milli(ended_at) AS ended_ms, height, hash, difficulty, subsidy_sat, fee_sat, orphans,
  toNullable(toString(pool)) AS finder, price_usd, toUnixTimestamp64Milli(known_at) AS known_ms, src_log, src_offset
FROM market_block
WHERE site IN {sites:Array(String)} AND ended_at > {first:DateTime('UTC')} - INTERVAL 1 DAY AND ended_at <= {behind:DateTime('UTC')} + INTERVAL 1 DAY
ORDER BY site, height, known_at, src_log, src_offset

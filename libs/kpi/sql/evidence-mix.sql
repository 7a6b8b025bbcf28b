-- Where a quantity of the readings that end in the window came from.
SELECT toString({source:Identifier}) AS source, count() AS readings, countIf({quantity:Identifier} IS NULL) AS unknown, toFloat64(ifNull(sum({quantity:Identifier}), 0)) AS total
FROM {table:Identifier}
WHERE site = {site:String} AND ended_at > toDateTime({from:UInt32}, 'UTC') AND ended_at <= toDateTime({to:UInt32}, 'UTC')
  AND toStartOfFifteenMinutes(ended_at) >= toDateTime({from:UInt32}, 'UTC') AND stored_at <= fromUnixTimestamp64Milli({by:Int64}, 'UTC')
  AND (empty({device:Array(String)}) OR device IN {device:Array(String)})
GROUP BY source
ORDER BY source

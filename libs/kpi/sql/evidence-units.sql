-- What each unit of a class was expected to report in the window and what it did, of the same rows that the value is a sum of.
SELECT device, argMax(hall, bucket_start) AS last_hall, argMax(model, bucket_start) AS last_model, sum(expected_ms) AS expected_ms, sum(reported_ms) AS reported_ms, sum(bridged_ms) AS bridged_ms, sum(readings) AS readings,
  groupBitOr(flags) AS flags, toUnixTimestamp64Milli(max(through)) AS through_ms
FROM {table:Identifier} FINAL
WHERE site = {site:String} AND grain = {grain:String} AND bucket_start >= toDateTime({from:UInt32}, 'UTC') AND bucket_start < toDateTime({to:UInt32}, 'UTC')
  AND (empty({hall:Array(String)}) OR hall IN {hall:Array(String)}) AND (empty({model:Array(String)}) OR model IN {model:Array(String)})
  AND (empty({device:Array(String)}) OR device IN {device:Array(String)})
GROUP BY device
HAVING expected_ms > 0 OR readings > 0
ORDER BY device
LIMIT {limit:UInt32}

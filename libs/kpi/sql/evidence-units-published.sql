-- The same as of an instant: of the rows that were in force then. What is published of a window is known by the key of the table alone.
SELECT device, argMax(hall, bucket_start) AS last_hall, argMax(model, bucket_start) AS last_model, sum(expected_ms) AS expected_ms, sum(reported_ms) AS reported_ms, sum(bridged_ms) AS bridged_ms, sum(readings) AS readings,
  groupBitOr(flags) AS flags, toUnixTimestamp64Milli(max(through)) AS through_ms
FROM (
  SELECT * FROM {table:Identifier}
  WHERE site = {site:String} AND grain = {grain:String} AND bucket_start >= toDateTime({from:UInt32}, 'UTC') AND bucket_start < toDateTime({to:UInt32}, 'UTC')
    AND (empty({hall:Array(String)}) OR hall IN {hall:Array(String)}) AND (empty({model:Array(String)}) OR model IN {model:Array(String)})
    AND (empty({device:Array(String)}) OR device IN {device:Array(String)})
    AND (site, grain, bucket_start, edition) IN (
      SELECT site, grain, bucket_start, edition FROM publication
      WHERE site = {site:String} AND grain = {grain:String} AND known_at <= fromUnixTimestamp64Milli({by:Int64}, 'UTC')
    )
  ORDER BY site DESC, grain DESC, bucket_start DESC, device DESC, hall DESC, model DESC, edition DESC
  LIMIT 1 BY site, grain, bucket_start, device, hall, model
)
GROUP BY device
HAVING expected_ms > 0 OR readings > 0
ORDER BY device
LIMIT {limit:UInt32}

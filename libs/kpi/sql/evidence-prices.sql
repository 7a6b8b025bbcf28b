-- The prices that bear on the window: how many intervals, how often revised, and since when the newest is known.
SELECT toString(any(market)) AS market, toString(any(node)) AS node, toString(any(product)) AS product, uniqExact(start_at) AS intervals, count() AS revisions,
  arraySort(groupUniqArray(toString(status))) AS statuses, toUnixTimestamp64Milli(max(known_at)) AS known_ms
FROM market_power
WHERE site = {feed:String} AND start_at < toDateTime({to:UInt32}, 'UTC') AND end_at > toDateTime({from:UInt32}, 'UTC')
  AND known_at <= fromUnixTimestamp64Milli({by:Int64}, 'UTC')
HAVING revisions > 0

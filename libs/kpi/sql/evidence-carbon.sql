-- The carbon intensities that bear on the window: how many intervals, how often revised, what they count, and since when the newest is known.
SELECT toString(any(source)) AS source, toString(any(zone)) AS zone, uniqExact(start_at) AS intervals, count() AS revisions,
  arraySort(groupUniqArray(toString(status))) AS statuses, arraySort(groupUniqArray(toString(factor_version))) AS factor_versions,
  toUnixTimestamp64Milli(max(known_at)) AS known_ms
FROM market_carbon
WHERE site = {feed:String} AND start_at < toDateTime({to:UInt32}, 'UTC') AND end_at > toDateTime({from:UInt32}, 'UTC')
  AND known_at <= fromUnixTimestamp64Milli({by:Int64}, 'UTC')
HAVING revisions > 0

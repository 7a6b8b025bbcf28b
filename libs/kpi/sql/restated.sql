-- Windows that were published again, what became known last first, with the edition that each superseded; those that follow a window, unless its time is negative.
SELECT site, toUnixTimestamp(window_start) AS start_s, toUnixTimestamp(window_end) AS end_s, why, toUnixTimestamp64Milli(before_at) AS before_ms, toUnixTimestamp64Milli(after_at) AS after_ms
FROM (
  SELECT site, window_start, window_end, why, after_at, lagInFrame(after_at) OVER editions AS before_at, row_number() OVER editions AS number
  FROM (
    SELECT site, bucket_start AS window_start, any(bucket_end) AS window_end, edition, min(known_at) AS after_at, any(causes) AS why
    FROM publication
    WHERE site IN {site:Array(String)} AND grain = {grain:String} AND bucket_start >= toDateTime({from:UInt32}, 'UTC') AND bucket_start < toDateTime({to:UInt32}, 'UTC')
    GROUP BY site, bucket_start, edition
  )
  WINDOW editions AS (PARTITION BY site, window_start ORDER BY edition ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
)
WHERE number > 1 AND after_at > fromUnixTimestamp64Milli({since:Int64}, 'UTC')
  AND ({behind_ms:Int64} < 0 OR (-toUnixTimestamp64Milli(after_at), -toInt64(toUnixTimestamp(window_start)), site) > (-{behind_ms:Int64}, -{behind_s:Int64}, {behind_site:String}))
ORDER BY after_ms DESC, start_s DESC, site
LIMIT {limit:UInt32}

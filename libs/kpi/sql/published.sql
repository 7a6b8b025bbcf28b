-- Of the windows of sites that a span touches, those that were published by an instant: from where to where, and the first hole between. And where the first that ever was begins.
SELECT site, first_s, from_s, until_s, hole_s
FROM (
  SELECT site, toUnixTimestamp(min(bucket_start)) AS first_s
  FROM publication
  WHERE site IN {site:Array(String)} AND grain = {grain:String}
  GROUP BY site
) AS ever LEFT JOIN (
  SELECT site, min(start_s) AS from_s, max(end_s) AS until_s, minIf(before_s, before_s > 0 AND before_s < start_s) AS hole_s
  FROM (
    SELECT site, start_s, end_s, lagInFrame(end_s) OVER (PARTITION BY site ORDER BY start_s ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS before_s
    FROM (
      SELECT DISTINCT site, toUnixTimestamp(bucket_start) AS start_s, toUnixTimestamp(bucket_end) AS end_s
      FROM publication
      WHERE site IN {site:Array(String)} AND grain = {grain:String} AND known_at <= fromUnixTimestamp64Milli({as_of:Int64}, 'UTC')
        AND bucket_end > toDateTime({from:UInt32}, 'UTC') AND bucket_start < toDateTime({to:UInt32}, 'UTC')
    )
  )
  GROUP BY site
) AS known USING (site)

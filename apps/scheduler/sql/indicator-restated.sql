-- Days and months that were published again within 24 hours, by site, and why; a site of which nothing was published yet is not known.
SELECT 'restated_windows' AS indicator, site.site AS site, if(told.windows = 0, NULL, toFloat64(told.restated)) AS value,
       if(told.windows = 0, 'nothing of the site has been published', '') AS reason,
       if(told.restated = 0, '', concat(told.first, ' to ', told.last, ', by ', arrayStringConcat(told.why, ', '))) AS note,
       {now:Int64} AS end_ms, end_ms - 86400000 AS start_ms
FROM (SELECT arrayJoin({sites:Array(String)}) AS site) AS site
LEFT JOIN (
  SELECT edition.site AS site, count() AS windows, uniqExactIf((edition.grain, edition.bucket_start), is_new) AS restated,
         formatDateTime(minIf(edition.bucket_start, is_new), '%F', 'UTC') AS first, formatDateTime(maxIf(edition.bucket_start, is_new), '%F', 'UTC') AS last,
         arraySort(groupUniqArrayArrayIf(edition.causes, is_new)) AS why
  FROM (
    SELECT *, notEmpty(causes) AND known_at <= fromUnixTimestamp64Milli({now:Int64}) AND known_at > fromUnixTimestamp64Milli({now:Int64}) - INTERVAL 1 DAY AS is_new
    FROM publication WHERE site IN {sites:Array(String)} AND grain IN ('day', 'month')
  ) AS edition
  GROUP BY edition.site
) AS told ON told.site = site.site

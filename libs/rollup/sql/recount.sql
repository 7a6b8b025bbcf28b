-- Buckets whose readings are not as many as they were computed from.
SELECT site, toInt64(toUnixTimestamp(bucket_start)) * 1000 AS start_ms
FROM (SELECT site, bucket_start, readings FROM rollup_bucket FINAL WHERE {{quarters}}) AS bucket LEFT JOIN (
  SELECT site, sum(n) AS found
  FROM (
    SELECT site, count() AS n FROM reading_asic WHERE {{overlapping}} GROUP BY site
    UNION ALL
    SELECT site, count() FROM reading_gpu WHERE {{overlapping}} GROUP BY site
    UNION ALL
    SELECT site, count() FROM reading_cooling WHERE {{overlapping}} GROUP BY site
    UNION ALL
    SELECT site, count() FROM reading_meter WHERE {{overlapping}} GROUP BY site
    UNION ALL
    SELECT site, count() FROM reading_inference WHERE {{overlapping}} GROUP BY site
  )
  GROUP BY site
) AS counted USING (site)
WHERE readings != found

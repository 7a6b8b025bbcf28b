-- Buckets whose readings are not as many as they were computed from.
SELECT site, toInt64(toUnixTimestamp(bucket_start)) * 1000 AS start_ms
FROM (SELECT site, bucket_start, readings FROM rollup_bucket FINAL WHERE {{quarters}}) AS bucket LEFT JOIN (
  SELECT site, toDateTime(k * 900, 'UTC') AS bucket_start, count() AS found
  FROM (
    SELECT site, arrayJoin(range(intDiv(greatest(toUnixTimestamp64Milli(started_at), {from:Int64}), 900000), intDiv(least(toUnixTimestamp64Milli(ended_at), {to:Int64}) - 1, 900000) + 1)) AS k
    FROM (
      SELECT site, started_at, ended_at FROM reading_asic WHERE {{overlapping}}
      UNION ALL
      SELECT site, started_at, ended_at FROM reading_gpu WHERE {{overlapping}}
      UNION ALL
      SELECT site, started_at, ended_at FROM reading_cooling WHERE {{overlapping}}
      UNION ALL
      SELECT site, started_at, ended_at FROM reading_meter WHERE {{overlapping}}
      UNION ALL
      SELECT site, started_at, ended_at FROM reading_inference WHERE {{overlapping}}
    )
  )
  GROUP BY site, k
) AS counted USING (site, bucket_start)
WHERE readings != found
ORDER BY start_ms

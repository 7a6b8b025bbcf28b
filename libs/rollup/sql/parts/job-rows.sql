SELECT site, intDiv(greatest(first_ms, {from:Int64}), 900000) AS first, intDiv(least(last_ms, {to:Int64}) - 1, 900000) AS last, sum(told) AS rows
FROM (
  SELECT site, event_id, toUnixTimestamp64Milli(min(first_at)) AS first_ms, max(ifNull(toUnixTimestamp64Milli(ended_at), {to:Int64})) AS last_ms, count() AS told
  FROM site_job
  WHERE site IN {sites:Array(String)}
  GROUP BY site, event_id
)
WHERE first_ms < {to:Int64} AND last_ms > {from:Int64}
GROUP BY site, first, last

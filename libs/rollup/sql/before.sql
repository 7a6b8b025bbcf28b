-- Of each site: the longest reading that ends in the range and how many end in it, and how many of its buckets were computed from another revision of the register, or not to the end.
SELECT site, max(longest) AS longest_ms, sum(ending) AS readings, sum(unlike) AS changed
FROM (
  SELECT site, max(toUnixTimestamp64Milli(ended_at) - toUnixTimestamp64Milli(started_at)) AS longest, count() AS ending, 0 AS unlike FROM reading_asic WHERE {{ending}} GROUP BY site
  UNION ALL
  SELECT site, max(toUnixTimestamp64Milli(ended_at) - toUnixTimestamp64Milli(started_at)), count(), 0 FROM reading_gpu WHERE {{ending}} GROUP BY site
  UNION ALL
  SELECT site, max(toUnixTimestamp64Milli(ended_at) - toUnixTimestamp64Milli(started_at)), count(), 0 FROM reading_cooling WHERE {{ending}} GROUP BY site
  UNION ALL
  SELECT site, max(toUnixTimestamp64Milli(ended_at) - toUnixTimestamp64Milli(started_at)), count(), 0 FROM reading_meter WHERE {{ending}} GROUP BY site
  UNION ALL
  SELECT site, max(toUnixTimestamp64Milli(ended_at) - toUnixTimestamp64Milli(started_at)), count(), 0 FROM reading_inference WHERE {{ending}} GROUP BY site
  UNION ALL
  SELECT site, 0, 0, count() FROM rollup_bucket FINAL
  WHERE {{quarters}} AND (NOT is_done OR NOT ({{of-revision}}))
  GROUP BY site
)
GROUP BY site

-- Of each site: the longest reading that ends in the range and how many end in it, and how many of its buckets were computed from another revision of the register, and how many not to the end.
SELECT site, max(longest) AS longest_ms, sum(ending) AS readings, sum(unlike) AS changed, sum(cut_off) AS unfinished
FROM (
  SELECT site, max(toUnixTimestamp64Milli(ended_at) - toUnixTimestamp64Milli(started_at)) AS longest, count() AS ending, 0 AS unlike, 0 AS cut_off FROM reading_asic WHERE {{ending}} GROUP BY site
  UNION ALL
  SELECT site, max(toUnixTimestamp64Milli(ended_at) - toUnixTimestamp64Milli(started_at)), count(), 0, 0 FROM reading_gpu WHERE {{ending}} GROUP BY site
  UNION ALL
  SELECT site, max(toUnixTimestamp64Milli(ended_at) - toUnixTimestamp64Milli(started_at)), count(), 0, 0 FROM reading_cooling WHERE {{ending}} GROUP BY site
  UNION ALL
  SELECT site, max(toUnixTimestamp64Milli(ended_at) - toUnixTimestamp64Milli(started_at)), count(), 0, 0 FROM reading_meter WHERE {{ending}} GROUP BY site
  UNION ALL
  SELECT site, max(toUnixTimestamp64Milli(ended_at) - toUnixTimestamp64Milli(started_at)), count(), 0, 0 FROM reading_inference WHERE {{ending}} GROUP BY site
  UNION ALL
  SELECT site, 0, 0, countIf(NOT ({{of-revision}})), countIf(NOT is_done) FROM rollup_bucket FINAL
  WHERE {{quarters}}
  GROUP BY site
)
GROUP BY site

-- The longest reading that ends in the range and how many end in it, and whether its buckets were computed from another revision of the register, or not to the end.
SELECT max(longest) AS longest_ms, sum(ending) AS readings, (
    SELECT count() FROM rollup_bucket FINAL WHERE {{quarters}} AND (revision != {revision:UInt64} OR NOT is_done)
  ) AS changed
FROM (
  SELECT max(toUnixTimestamp64Milli(ended_at) - toUnixTimestamp64Milli(started_at)) AS longest, count() AS ending FROM reading_asic WHERE {{ending}}
  UNION ALL
  SELECT max(toUnixTimestamp64Milli(ended_at) - toUnixTimestamp64Milli(started_at)), count() FROM reading_gpu WHERE {{ending}}
  UNION ALL
  SELECT max(toUnixTimestamp64Milli(ended_at) - toUnixTimestamp64Milli(started_at)), count() FROM reading_cooling WHERE {{ending}}
  UNION ALL
  SELECT max(toUnixTimestamp64Milli(ended_at) - toUnixTimestamp64Milli(started_at)), count() FROM reading_meter WHERE {{ending}}
  UNION ALL
  SELECT max(toUnixTimestamp64Milli(ended_at) - toUnixTimestamp64Milli(started_at)), count() FROM reading_inference WHERE {{ending}}
)

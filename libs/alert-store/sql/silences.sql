-- Silences that are in force or will be, the earliest end first.
SELECT * FROM (
  SELECT each.id AS id, argMax(each.matchers, each.saved_at) AS matchers, toUnixTimestamp64Milli(argMax(each.starts_at, each.saved_at)) AS starts_ms,
         toUnixTimestamp64Milli(argMax(each.ends_at, each.saved_at)) AS ends_ms, argMax(each.made_by, each.saved_at) AS made_by,
         argMax(each.comment, each.saved_at) AS comment
  FROM alert_silence AS each GROUP BY each.id
)
WHERE ends_ms > {now:Int64}
ORDER BY ends_ms, id

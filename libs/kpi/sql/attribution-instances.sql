-- How long the instances of divided boards were busy by 15 minutes, ms of their own slices. Readings over a boundary count in each part by overlap.
WITH 900000 AS quarter
SELECT at * quarter AS start_ms, board, toInt64(round(sum(observed_ms * part))) AS known_ms,
  sumMap(arrayMap(each -> concat(each[1], ':', each[2]), told), arrayMap(each -> toInt64(round(toInt64(each[3]) * part)), told)) AS busy,
  busy.1 AS names, busy.2 AS busy_ms
FROM (
  SELECT toString(device) AS board, observed_ms, extractAllGroupsVertical(assumeNotNull(instances), '(\\d+):(\\d+):(\\d+)') AS told,
    toUnixTimestamp64Milli(started_at) AS started, toUnixTimestamp64Milli(ended_at) AS ended,
    arrayJoin(range(toUInt64(intDiv(started, quarter)), toUInt64(intDiv(ended - 1, quarter)) + 1)) AS at,
    (least(ended, (at + 1) * quarter) - greatest(started, at * quarter)) / (ended - started) AS part
  FROM reading_gpu
  WHERE site = {site:String} AND instances IS NOT NULL
    AND ended_at > fromUnixTimestamp64Milli({from:Int64}) AND ended_at < fromUnixTimestamp64Milli({to:Int64}) + INTERVAL 1 DAY
    AND started_at < fromUnixTimestamp64Milli({to:Int64})
)
GROUP BY at, board
HAVING start_ms >= {from:Int64} AND start_ms < {to:Int64}
ORDER BY start_ms, board
LIMIT {limit:UInt32}

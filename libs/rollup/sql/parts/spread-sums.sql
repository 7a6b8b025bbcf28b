-- As `spread`, of sums over the readings that begin and end at the same instants: a fleet is polled at once, and its readings are many.
  (
    SELECT *, x1 - x0 AS ms, x1 = d AS is_end
    FROM (
      SELECT *, greatest(k * {width:Int64} - s, 0) AS x0, least((k + 1) * {width:Int64} - s, d) AS x1
      FROM (
        SELECT *, e - s AS d, arrayJoin(range(intDiv(greatest(s, {from:Int64}), {width:Int64}), intDiv(least(e, {to:Int64}) - 1, {width:Int64}) + 1)) AS k
        FROM (
          SELECT site, {{columns}}, toUnixTimestamp64Milli(started_at) AS s, toUnixTimestamp64Milli(ended_at) AS e FROM {{table}} WHERE {{overlapping}} GROUP BY site, started_at, ended_at
        )
      )
    )
  )

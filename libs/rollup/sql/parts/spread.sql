-- Columns of the readings of a table, one row per bucket (or slice) k that they overlap: from x0 to x1 of their d ms. Nested, for each level is analysed
-- on its own; aliases of one level would be written out where they are used.
  (
    SELECT *, x1 - x0 AS ms, x1 = d AS is_end
    FROM (
      SELECT *, greatest(k * {width:Int64} - s, 0) AS x0, least((k + 1) * {width:Int64} - s, d) AS x1
      FROM (
        SELECT *, e - s AS d, arrayJoin(range(intDiv(greatest(s, {from:Int64}), {width:Int64}), intDiv(least(e, {to:Int64}) - 1, {width:Int64}) + 1)) AS k
        FROM (
          SELECT site, {{columns}}, toUnixTimestamp64Milli(started_at) AS s, toUnixTimestamp64Milli(ended_at) AS e FROM {{table}} WHERE {{overlapping}}
        )
      )
    )
  )

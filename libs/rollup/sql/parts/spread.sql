-- One row per reading and bucket (or slice) that it overlaps: from x0 to x1 of its d ms.
      toUnixTimestamp64Milli(started_at) AS s, toUnixTimestamp64Milli(ended_at) AS e, e - s AS d,
      arrayJoin(range(intDiv(greatest(s, {from:Int64}), {width:Int64}), intDiv(least(e, {to:Int64}) - 1, {width:Int64}) + 1)) AS k,
      greatest(k * {width:Int64} - s, 0) AS x0, least((k + 1) * {width:Int64} - s, d) AS x1, x1 - x0 AS ms, x1 = d AS is_end

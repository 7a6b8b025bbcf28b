-- Units that the register expects, by bucket; in a bucket in which a unit changes its place, the later place has it whole.
  span AS (
    SELECT k, device, class, hall, loop, model, point, nominal_ghs, valid_from,
      greatest(toUnixTimestamp64Milli(valid_from), due_from) AS span_from, least(toUnixTimestamp64Milli(valid_to), due_to) AS span_to
    FROM (SELECT * FROM register_unit FINAL WHERE site = {site:String} AND revision = {revision:UInt64}) AS unit CROSS JOIN bucket
    WHERE span_from < span_to
  ),
  unit AS (
    SELECT k, class, device, argMax(hall, valid_from) AS hall, argMax(loop, valid_from) AS loop, argMax(model, valid_from) AS model, argMax(point, valid_from) AS point,
      ifNull(argMax(nominal_ghs, valid_from), 0) AS nominal, sum(span_to - span_from) AS expected_ms, sum((span_to - span_from) * ifNull(nominal_ghs, 0)) / 1000 AS nominal_gh
    FROM span
    GROUP BY k, class, device
  )

-- Readings that overlap the range. One that lies within a bucket has no span of its own; one over a boundary has, and so stays by itself.
  (
    SELECT *, e - s AS d, intDiv(e - 1, {width:Int64}) AS k, if(intDiv(s, {width:Int64}) = k, 0, s) AS span_from, if(span_from = 0, 0, e) AS span_to
    FROM (SELECT site, {{columns}}{{live-column}}, toUnixTimestamp64Milli(started_at) AS s, toUnixTimestamp64Milli(ended_at) AS e FROM {{table}} WHERE {{overlapping}}{{live-condition}})
  )

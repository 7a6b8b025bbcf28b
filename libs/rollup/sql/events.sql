-- Events of sites that touch the range or the time before it that orders in force may follow, each as its latest revision has it, with the span that all its revisions touch.
SELECT site, rows, first_ms, last_ms, revisions, was_order, tupleElement(latest, 1) AS kind, tupleElement(latest, 2) AS scope, tupleElement(latest, 3) AS start_ms,
  ifNull(tupleElement(latest, 4), {to:Int64}) AS end_ms, isNull(tupleElement(latest, 4)) AS is_open, tupleElement(latest, 5) AS reason, tupleElement(latest, 6) AS setpoint_w
FROM (
  SELECT site, event_id, toUInt32(count()) AS rows, toUnixTimestamp64Milli(min(started_at)) AS first_ms, max(ifNull(toUnixTimestamp64Milli(ended_at), {to:Int64})) AS last_ms,
    arraySort(groupArray((toUnixTimestamp64Milli(started_at), ifNull(toUnixTimestamp64Milli(ended_at), 0)))) AS revisions,
    max(kind = 'curtailment') AS was_order,
    argMax((toString(kind), toString(scope), toUnixTimestamp64Milli(started_at), toUnixTimestamp64Milli(ended_at), toString(reason), setpoint_w), (revision, known_at)) AS latest
  FROM site_event
  WHERE site IN {sites:Array(String)}
  GROUP BY site, event_id
)
WHERE first_ms < {to:Int64} AND last_ms > {from:Int64} - {before:Int64}
ORDER BY site, event_id

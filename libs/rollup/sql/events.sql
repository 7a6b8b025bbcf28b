-- Events of the site that touch the range, each as its latest revision has it, with the span that all its revisions touch.
SELECT rows, first_ms, last_ms, tupleElement(latest, 1) AS kind, tupleElement(latest, 2) AS scope, tupleElement(latest, 3) AS start_ms, tupleElement(latest, 4) AS end_ms
FROM (
  SELECT event_id, toUInt32(count()) AS rows, toUnixTimestamp64Milli(min(started_at)) AS first_ms, max(ifNull(toUnixTimestamp64Milli(ended_at), {to:Int64})) AS last_ms,
    argMax((toString(kind), toString(scope), toUnixTimestamp64Milli(started_at), ifNull(toUnixTimestamp64Milli(ended_at), {to:Int64})), (revision, known_at)) AS latest
  FROM site_event
  WHERE site = {site:String}
  GROUP BY event_id
)
WHERE first_ms < {to:Int64} AND last_ms > {from:Int64}
ORDER BY event_id

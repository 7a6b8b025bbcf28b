-- What takes units out of service in the range: maintenance and faults, each as its latest revision has it.
SELECT site, tupleElement(latest, 1) AS scope, tupleElement(latest, 3) AS start_ms, tupleElement(latest, 4) AS end_ms
FROM (
  SELECT site, event_id,
    argMax((toString(scope), toString(reason), toUnixTimestamp64Milli(started_at), ifNull(toUnixTimestamp64Milli(ended_at), {to:Int64})), (revision, known_at)) AS latest
  FROM site_event
  WHERE site IN {sites:Array(String)}
  GROUP BY site, event_id
)
WHERE tupleElement(latest, 2) IN ('maintenance', 'fault') AND start_ms < {to:Int64} AND end_ms > {from:Int64}
ORDER BY site, event_id

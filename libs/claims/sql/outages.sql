-- Outages of the supply of a site that were told, each as its latest revision has it.
SELECT greatest(tupleElement(latest, 3), {from:Int64} * 1000) AS start_ms, least(tupleElement(latest, 4), {to:Int64} * 1000) AS end_ms
FROM (
  SELECT event_id, argMax((toString(kind), toString(scope), toUnixTimestamp64Milli(started_at),
    ifNull(toUnixTimestamp64Milli(ended_at), {to:Int64} * 1000)), (revision, known_at)) AS latest
  FROM site_event
  WHERE site = {site:String}
  GROUP BY event_id
)
WHERE tupleElement(latest, 1) = 'outage' AND tupleElement(latest, 2) = 'site' AND start_ms < end_ms
ORDER BY start_ms

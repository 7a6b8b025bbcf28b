-- Policies of dispatch that were in force at some time of the window, each as its latest revision has it.
SELECT tupleElement(latest, 2) AS policy, tupleElement(latest, 3) AS scope,
  greatest(tupleElement(latest, 4), {from:Int64} * 1000) AS start_ms, least(tupleElement(latest, 5), {to:Int64} * 1000) AS end_ms
FROM (
  SELECT event_id, argMax((toString(kind), toString(reason), toString(scope), toUnixTimestamp64Milli(started_at),
    ifNull(toUnixTimestamp64Milli(ended_at), {to:Int64} * 1000)), (revision, known_at)) AS latest
  FROM site_event
  WHERE site = {site:String}
  GROUP BY event_id
)
WHERE tupleElement(latest, 1) = 'policy' AND tupleElement(latest, 2) IN ('hybrid', 'static') AND (scope = 'site' OR startsWith(scope, 'hall:')) AND start_ms < end_ms
ORDER BY start_ms, scope

-- Runs that hold boards in a span, each as its latest revision has it.
SELECT job AS job_id, ifNull(toString(tenant), '') AS owner, ifNull(toString(hall), '') AS place, ifNull(devices, '') AS names, gpus, board_share,
  toUnixTimestamp64Milli(assumeNotNull(started_at)) AS from_ms, ifNull(toUnixTimestamp64Milli(ended_at), {to:Int64}) AS to_ms
FROM (
  SELECT *
  FROM site_job
  WHERE site = {site:String}
  ORDER BY event_id, revision DESC, known_at, src_log, src_offset
  LIMIT 1 BY event_id
)
WHERE started_at IS NOT NULL AND from_ms < {to:Int64} AND to_ms > {from:Int64}
ORDER BY from_ms, event_id

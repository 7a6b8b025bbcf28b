-- Runs of jobs that touch the range, each as its latest revision has it; of two that are told under one revision the first counts.
SELECT site, class, reach, hall, devices, gpus, board_share, toUnixTimestamp64Milli(queued_at) AS queued_ms, toUnixTimestamp64Milli(started_at) AS started_ms, toUnixTimestamp64Milli(ended_at) AS ended_ms,
  outcome, preempted_by, dtype, tokens, output_tokens, requests, slo_judged, slo_met, flop_per_token, hardware_flop_per_token, ideal_tokens_per_s, productive_ms, lost_ms,
  billed_gpu_ms, revenue_usd, manifest IS NOT NULL AS has_manifest
FROM (
  SELECT *
  FROM site_job
  WHERE site IN {sites:Array(String)} AND (site, event_id) IN (
    SELECT site, event_id
    FROM site_job
    WHERE site IN {sites:Array(String)}
    GROUP BY site, event_id
    HAVING min(toUnixTimestamp64Milli(first_at)) < {to:Int64} AND max(ifNull(toUnixTimestamp64Milli(ended_at), {to:Int64})) > {from:Int64}
  )
  ORDER BY site, event_id, revision DESC, known_at, src_log, src_offset
  LIMIT 1 BY site, event_id
)
WHERE toUnixTimestamp64Milli(first_at) < {to:Int64} AND ifNull(toUnixTimestamp64Milli(ended_at), {to:Int64}) > {from:Int64}
ORDER BY first_at, event_id

-- What the last `coload reconcile` found: of a run for one site that site, of every other run the one without a name.
WITH run AS (
  SELECT JSONExtractString(found.scope, 'site') AS site, max(found.at) AS run_at, argMax(toFloat64(found.gaps), found.at) AS gaps,
         argMax(toFloat64(found.lost + found.doubled + found.beyond + found.rollups), found.at) AS differences, argMax(found.scope, found.at) AS last_scope
  FROM reconciliation AS found GROUP BY site
)
SELECT arrayJoin(['sequence_gaps', 'reconcile_differences']) AS indicator, site.site AS site,
       if(run.run_at = 0, NULL, if(indicator = 'sequence_gaps', run.gaps, run.differences)) AS value,
       if(run.run_at = 0, '`coload reconcile` has not run', '') AS reason,
       if(run.run_at = 0, '', concat('found by the run of ', formatDateTime(run.run_at, '%FT%TZ', 'UTC'), if(run.last_scope = '{}', '', concat(' over ', run.last_scope)))) AS note,
       if(run.run_at = 0, {now:Int64}, toUnixTimestamp64Milli(run.run_at)) AS end_ms, end_ms AS start_ms
FROM (SELECT arrayJoin(arrayConcat({sites:Array(String)}, [''])) AS site) AS site LEFT JOIN run ON run.site = site.site
WHERE indicator IN {wanted:Array(String)}

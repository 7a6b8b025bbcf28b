-- Cooling equipment by hour, day and month of site time.
INSERT INTO rollup_cooling (
  site, grain, bucket_start, bucket_end, hall, model, device, loop, expected_ms, reported_ms, bridged_ms, observed_ms, readings, flags, through, energy_j, energy_ms,
  heat_j, heat_ms, flow_ml, water_ml, version
)
WITH
  {{into}}
SELECT
  site, into_grain, into_start, into_end, hall, model, device, max(loop), sum(q.expected_ms), sum(q.reported_ms), sum(q.bridged_ms), sum(q.observed_ms),
  sum(q.readings), groupBitOr(flags), max(through), sum(q.energy_j), sum(q.energy_ms), sum(q.heat_j), sum(q.heat_ms), sum(q.flow_ml), sum(q.water_ml), {{summed-version}}
FROM (SELECT * FROM rollup_cooling FINAL WHERE {{finer}}) AS q INNER JOIN goal ON q.bucket_start = goal.quarter
GROUP BY site, into_grain, into_start, into_end, hall, model, device
SETTINGS do_not_merge_across_partitions_select_final = 1

-- Meters by hour, day and month of site time.
INSERT INTO rollup_meter (
  site, grain, bucket_start, bucket_end, hall, model, device, loop, point, expected_ms, reported_ms, bridged_ms, observed_ms, readings, flags, through, import_j,
  export_j, energy_ms, peak_w, version
)
WITH
  {{into}}
SELECT
  site, into_grain, into_start, into_end, hall, model, device, max(loop), max(point), sum(q.expected_ms), sum(q.reported_ms), sum(q.bridged_ms),
  sum(q.observed_ms), sum(q.readings), groupBitOr(flags), max(through), sum(q.import_j), sum(q.export_j), sum(q.energy_ms), max(peak_w), {{summed-version}}
FROM (SELECT * FROM rollup_meter FINAL WHERE {{finer}}) AS q INNER JOIN goal ON q.bucket_start = goal.quarter
GROUP BY site, into_grain, into_start, into_end, hall, model, device
SETTINGS do_not_merge_across_partitions_select_final = 1

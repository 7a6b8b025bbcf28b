-- GPU boards by hour, day and month of site time.
INSERT INTO rollup_gpu (
  site, grain, bucket_start, bucket_end, hall, model, device, expected_ms, reported_ms, bridged_ms, observed_ms, readings, flags, through, energy_j, energy_ms, metered_j, psu_j, estimated_j, configured_j,
  limited_energy_j, limit_j, limited_ms, sm_ms, sm_observed_ms, sm_fallback_ms, tensor_ms, tensor_observed_ms, util_ms, util_observed_ms, facility_j, facility_ms, xid_events, xid_failures, xid_ms, version
)
WITH
  {{into}}
SELECT
  site, into_grain, into_start, into_end, hall, model, device, sum(q.expected_ms), sum(q.reported_ms), sum(q.bridged_ms), sum(q.observed_ms), sum(q.readings),
  groupBitOr(flags), max(through), sum(q.energy_j), sum(q.energy_ms), sum(q.metered_j), sum(q.psu_j), sum(q.estimated_j), sum(q.configured_j), sum(q.limited_energy_j), sum(q.limit_j), sum(q.limited_ms), sum(q.sm_ms), sum(q.sm_observed_ms),
  sum(q.sm_fallback_ms), sum(q.tensor_ms), sum(q.tensor_observed_ms), sum(q.util_ms), sum(q.util_observed_ms), sum(q.facility_j), sum(q.facility_ms), sum(q.xid_events), sum(q.xid_failures), sum(q.xid_ms), {{summed-version}}
FROM (SELECT * FROM rollup_gpu FINAL WHERE {{finer}}) AS q INNER JOIN goal ON q.bucket_start = goal.quarter
GROUP BY site, into_grain, into_start, into_end, hall, model, device
SETTINGS do_not_merge_across_partitions_select_final = 1

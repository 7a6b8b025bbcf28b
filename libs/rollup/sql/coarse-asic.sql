-- Mining devices by hour, day and month of site time.
INSERT INTO rollup_asic (
  site, grain, bucket_start, bucket_end, hall, model, device, expected_ms, reported_ms, bridged_ms, observed_ms, readings, flags, through, energy_rest_j, energy_ms, metered_j, psu_j, estimated_j, configured_j, hash_gh,
  hash_ms, rate_rest_gh, rate_ms, accepted_diff, rejected_diff, stale_diff, shares_ms, rejects_ms, hw_errors, nominal_gh, nominal_shares_gh, up_ms, curtailed_ms, wall_rest_j,
  wall_diff, wall_ms, facility_j, facility_rest_diff, facility_ms, late_rest_diff, submitted_rest_diff, submitted_ms, checked_rest_errors, checked_rest_nonces, checked_ms, board_lost_ms,
  board_due_ms, boards_ms, rated_j, rated_gh, rated_ms, up_gh, version
)
WITH
  {{into}}
SELECT
  site, into_grain, into_start, into_end, hall, model, device, sum(q.expected_ms), sum(q.reported_ms), sum(q.bridged_ms), sum(q.observed_ms), sum(q.readings),
  groupBitOr(flags), max(through), sum(q.energy_rest_j), sum(q.energy_ms), sum(q.metered_j), sum(q.psu_j), sum(q.estimated_j), sum(q.configured_j), sum(q.hash_gh), sum(q.hash_ms), sum(q.rate_rest_gh), sum(q.rate_ms), sum(q.accepted_diff),
  sum(q.rejected_diff), sum(q.stale_diff), sum(q.shares_ms), sum(q.rejects_ms), sum(q.hw_errors), sum(q.nominal_gh), sum(q.nominal_shares_gh), sum(q.up_ms),
  sum(q.curtailed_ms), sum(q.wall_rest_j), sum(q.wall_diff), sum(q.wall_ms), sum(q.facility_j), sum(q.facility_rest_diff), sum(q.facility_ms),
  sum(q.late_rest_diff), sum(q.submitted_rest_diff), sum(q.submitted_ms), sum(q.checked_rest_errors), sum(q.checked_rest_nonces), sum(q.checked_ms), sum(q.board_lost_ms), sum(q.board_due_ms),
  sum(q.boards_ms), sum(q.rated_j), sum(q.rated_gh), sum(q.rated_ms), sum(q.up_gh), {{summed-version}}
FROM (SELECT * FROM rollup_asic FINAL WHERE {{finer}}) AS q INNER JOIN goal ON q.bucket_start = goal.quarter
GROUP BY site, into_grain, into_start, into_end, hall, model, device
SETTINGS do_not_merge_across_partitions_select_final = 1

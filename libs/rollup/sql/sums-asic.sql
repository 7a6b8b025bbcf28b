-- Readings of mining devices, summed by bucket and device. A share of shares, and errors among nonces, are taken of readings that know both sides.
WITH
  reading.accepted_diff IS NOT NULL AND reading.rejected_diff IS NOT NULL AND reading.stale_diff IS NOT NULL AS is_submitted,
  reading.hw_errors IS NOT NULL AND reading.diff1 IS NOT NULL AS is_checked,
  reading.boards IS NOT NULL AND due_boards > 0 AS has_boards
SELECT {{sum-keys}},
  ifNull(sum(reading.energy_j), 0) AS energy_j, sumIf(if(energy_source = 'metered', d, reading.observed_ms), reading.energy_j IS NOT NULL) AS energy_ms,
  ifNull(sumIf(reading.energy_j, energy_source = 'psu'), 0) AS psu_j, ifNull(sumIf(reading.energy_j, energy_source = 'estimated'), 0) AS estimated_j,
  ifNull(sumIf(reading.energy_j, energy_source = 'configured'), 0) AS configured_j,
  ifNull(sum(reading.hash_gh), 0) AS hash_gh, sumIf(if(hash_source = 'metered', d, reading.observed_ms), reading.hash_gh IS NOT NULL) AS hash_ms,
  ifNull(sum(reading.rate_gh), 0) AS rate_gh, sumIf(reading.observed_ms, reading.rate_gh IS NOT NULL) AS rate_ms,
  ifNull(sum(reading.accepted_diff), 0) AS accepted_diff, ifNull(sum(reading.rejected_diff), 0) AS rejected_diff, ifNull(sum(reading.stale_diff), 0) AS stale_diff,
  sumIf(d, reading.accepted_diff IS NOT NULL) AS shares_ms, sumIf(d, reading.accepted_diff IS NOT NULL AND reading.rejected_diff IS NOT NULL) AS rejects_ms,
  ifNull(sumIf(reading.stale_diff, is_submitted), 0) AS late_diff, sumIf(d, is_submitted) AS submitted_ms,
  ifNull(sumIf(reading.accepted_diff + reading.rejected_diff + reading.stale_diff, is_submitted), 0) AS submitted_diff,
  ifNull(sum(reading.hw_errors), 0) AS hw_errors, ifNull(sumIf(reading.hw_errors, is_checked), 0) AS checked_errors,
  ifNull(sumIf(reading.hw_errors + reading.diff1, is_checked), 0) AS checked_nonces, sumIf(d, is_checked) AS checked_ms,
  ifNull(sumIf(toInt64(greatest(due_boards - reading.boards, 0)) * reading.observed_ms, has_boards), 0) AS board_lost_ms,
  sumIf(due_boards * reading.observed_ms, has_boards) AS board_due_ms, sumIf(reading.observed_ms, has_boards) AS boards_ms,
  sumIf(reading.observed_ms, nominal_ghs > 0 AND reading.rate_gh * 2000 >= nominal_ghs * reading.observed_ms) AS up_ms
FROM {{grouped reading_asic: device, flags, observed_ms, energy_j, energy_source, hash_gh, hash_source, rate_gh, accepted_diff, rejected_diff, stale_diff, hw_errors, diff1, boards}} AS reading
LEFT JOIN (
  -- A piece is cut where the rating of a unit changes, so that one rating holds throughout.
  SELECT site, device, argMax(ifNull(nominal_ghs, 0), valid_from) AS nominal_ghs, toInt64(argMax(ifNull(boards, 0), valid_from)) AS due_boards
  FROM register_unit FINAL
  WHERE {{of-revision}} AND class = 'asic' AND valid_from < {behind:DateTime('UTC')} AND valid_to > {first:DateTime('UTC')}
  GROUP BY site, device
) AS rated USING (site, device)
{{sum-groups}}

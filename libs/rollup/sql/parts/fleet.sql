-- Units of all classes, by hall and in all (no hall).
  fleet AS (
    SELECT k, hall, sum(expected) AS expected_ms, sum(reported) AS reported_ms, countIf(reported > 0) AS devices, countIf(expected > 0) AS expected_devices,
      sum(counted) AS readings, groupBitOr(bits) AS flags, max(latest) AS through, sum(accepted) AS accepted_diff, sum(shares) AS shares_ms,
      sumIf(expected, class = 'asic') AS asic_expected_ms, sumIf(expected, class = 'gpu') AS gpu_expected_ms, sumIf(used_j, class = 'asic') AS asic_j, sumIf(used_j, class = 'gpu') AS gpu_j
    FROM (
      SELECT toInt64(intDiv(toUnixTimestamp(bucket_start), 900)) AS k, arrayJoin(if(place = '', [''], ['', place])) AS hall, class, expected, reported, counted, bits, latest, accepted, shares, used_j
      FROM (
        SELECT bucket_start, toString(hall) AS place, 'asic' AS class, expected_ms AS expected, reported_ms AS reported, readings AS counted, flags AS bits, through AS latest,
          accepted_diff AS accepted, shares_ms AS shares, energy_j AS used_j
        FROM rollup_asic FINAL WHERE grain = '15m' AND {{quarters}}
        UNION ALL
        SELECT bucket_start, toString(hall), 'gpu', expected_ms, reported_ms, readings, flags, through, 0, 0, energy_j FROM rollup_gpu FINAL WHERE grain = '15m' AND {{quarters}}
        UNION ALL
        SELECT bucket_start, toString(hall), 'cooling', expected_ms, reported_ms, readings, flags, through, 0, 0, 0 FROM rollup_cooling FINAL WHERE grain = '15m' AND {{quarters}}
        UNION ALL
        SELECT bucket_start, toString(hall), 'meter', expected_ms, reported_ms, readings, flags, through, 0, 0, 0 FROM rollup_meter FINAL WHERE grain = '15m' AND {{quarters}}
      )
    )
    GROUP BY k, hall
  )

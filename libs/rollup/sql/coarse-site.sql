-- Site facts by hour, day and month of site time. Units are counted in the unit rows of the same buckets, which are there already.
INSERT INTO rollup_site (site, grain, bucket_start, bucket_end, hall, workload, devices, expected_devices, flags, through, peak_w, {{site-facts}}, {{month-facts}}, version)
WITH
  {{into}},
  -- Looked up as values rather than joined: of hundreds of columns that pass through a join, the planning takes longer than the sums.
  (SELECT (groupArray(toUnixTimestamp(quarter)), groupArray(into)) FROM (SELECT quarter, groupArray((into_grain, into_start, into_end)) AS into FROM goal GROUP BY quarter)) AS goals,
  into.1 AS into_grain, into.2 AS into_start, into.3 AS into_end,
  (
    SELECT (groupArray(place), groupArray(devices), groupArray(expected_devices))
    FROM (
      SELECT {{place}} AS place, uniqExactIf((class, device), reported_ms > 0) AS devices, uniqExactIf((class, device), expected_ms > 0) AS expected_devices
      FROM (
        SELECT site, grain AS into_grain, bucket_start AS into_start, arrayJoin(if(part = '', [''], ['', part])) AS hall, class, device, reported_ms, expected_ms
        FROM (
          SELECT site, grain, bucket_start, toString(hall) AS part, 'asic' AS class, toString(device) AS device, reported_ms, expected_ms FROM rollup_asic FINAL WHERE {{coarser}}
          UNION ALL
          SELECT site, grain, bucket_start, toString(hall), 'gpu', toString(device), reported_ms, expected_ms FROM rollup_gpu FINAL WHERE {{coarser}}
          UNION ALL
          SELECT site, grain, bucket_start, toString(hall), 'cooling', toString(device), reported_ms, expected_ms FROM rollup_cooling FINAL WHERE {{coarser}}
          UNION ALL
          SELECT site, grain, bucket_start, toString(hall), 'meter', toString(device), reported_ms, expected_ms FROM rollup_meter FINAL WHERE {{coarser}}
        )
      )
      GROUP BY site, into_grain, into_start, hall
    )
  ) AS units,
  any({{place}}) AS counted_at,
  {{month-terms}}
SELECT
  site, into_grain, into_start, into_end, hall, any(q.workload), transform(counted_at, units.1, units.2, toUInt64(0)), transform(counted_at, units.1, units.3, toUInt64(0)), groupBitOr(flags), max(through), max(peak_w),
  {{site-fact-sums}},
  {{months}}
  {{summed-version}}
FROM rollup_site AS q FINAL
ARRAY JOIN goals.2[transform(toUnixTimestamp(q.bucket_start), goals.1, arrayEnumerate(goals.1), toUInt32(0))] AS into
WHERE {{finer}}
GROUP BY site, into, hall
SETTINGS do_not_merge_across_partitions_select_final = 1

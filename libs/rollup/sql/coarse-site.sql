-- Site facts by hour, day and month of site time. Units are counted in the unit rows of the same buckets, which are there already.
INSERT INTO rollup_site (site, grain, bucket_start, bucket_end, hall, workload, devices, expected_devices, flags, through, peak_w, {{site-facts}}, {{month-facts}}, version)
WITH
  {{into}},
  counted AS (
    SELECT into_grain, into_start, hall, uniqExactIf((class, device), reported_ms > 0) AS devices, uniqExactIf((class, device), expected_ms > 0) AS expected_devices
    FROM (
      SELECT grain AS into_grain, bucket_start AS into_start, arrayJoin(if(place = '', [''], ['', place])) AS hall, class, device, reported_ms, expected_ms
      FROM (
        SELECT grain, bucket_start, toString(hall) AS place, 'asic' AS class, toString(device) AS device, reported_ms, expected_ms FROM rollup_asic FINAL WHERE {{coarser}}
        UNION ALL
        SELECT grain, bucket_start, toString(hall), 'gpu', toString(device), reported_ms, expected_ms FROM rollup_gpu FINAL WHERE {{coarser}}
        UNION ALL
        SELECT grain, bucket_start, toString(hall), 'cooling', toString(device), reported_ms, expected_ms FROM rollup_cooling FINAL WHERE {{coarser}}
        UNION ALL
        SELECT grain, bucket_start, toString(hall), 'meter', toString(device), reported_ms, expected_ms FROM rollup_meter FINAL WHERE {{coarser}}
      )
    )
    GROUP BY into_grain, into_start, hall
  ),
  {{month-terms}}
SELECT
  {site:String}, into_grain, into_start, into_end, hall, any(q.workload), any(u.devices), any(u.expected_devices), groupBitOr(flags), max(through), max(peak_w),
  {{site-fact-sums}},
  {{months}}
  {{summed-version}}
FROM (SELECT * FROM rollup_site FINAL WHERE {{finer}}) AS q INNER JOIN goal ON q.bucket_start = goal.quarter LEFT JOIN counted AS u USING (into_grain, into_start, hall)
GROUP BY into_grain, into_start, into_end, hall
SETTINGS do_not_merge_across_partitions_select_final = 1

-- Load of the site by minute; minutes without readings have no row.
INSERT INTO site_1m (site, bucket_start, m0_j, it_j, cooling_j, heat_j, hash_gh, accepted_diff, gpu_j, readings, through, version)
WITH
  {{share}},
  -- Units of a loop that a cooling meter covers are in that meter already.
  place AS (
    SELECT site, toInt64(intDiv(toUnixTimestamp(bucket_start), 900)) AS bucket, device, toString(loop) AS loop, toString(point) AS point FROM rollup_meter FINAL WHERE grain = '15m' AND expected_ms > 0 AND {{touched}}
    UNION ALL
    SELECT site, toInt64(intDiv(toUnixTimestamp(bucket_start), 900)), device, toString(loop), '' FROM rollup_cooling FINAL WHERE grain = '15m' AND expected_ms > 0 AND {{touched}}
  ),
  drawn AS (
    SELECT site, bucket, device, multiIf(point != '', point, loop_meters + site_meters = 0, 'unit', '') AS source
    FROM (SELECT *, countIf(point = 'Mc') OVER (PARTITION BY site, bucket, loop) AS loop_meters, countIf(point = 'Mc' AND loop = '') OVER (PARTITION BY site, bucket) AS site_meters FROM place)
  ),
  counted AS (
    SELECT site, k AS minute, sumIf(share(import_j), source = 'M0') AS m0_j, sumIf(share(import_j), source = 'M3') AS it_j, sumIf(share(import_j), source = 'Mc') AS cooling_j,
      toInt64(0) AS heat_j, toInt64(0) AS hash_gh, toInt64(0) AS accepted_diff, toInt64(0) AS gpu_j, countIf(is_end) AS readings, maxIf(ended_at, is_end) AS through
    FROM (SELECT *, intDiv(k, 15) AS bucket FROM {{spread reading_meter: device, ended_at, ifNull(import_j, 0) AS import_j}}) AS reading
    LEFT JOIN drawn USING (site, bucket, device)
    GROUP BY site, k
    UNION ALL
    SELECT site, k, 0, 0, sumIf(share(energy_j), source = 'unit'), sum(share(heat_j)), 0, 0, 0, countIf(is_end), maxIf(ended_at, is_end)
    FROM (SELECT *, intDiv(k, 15) AS bucket FROM {{spread reading_cooling: device, ended_at, ifNull(energy_j, 0) AS energy_j, ifNull(heat_j, 0) AS heat_j}}) AS reading
    LEFT JOIN drawn USING (site, bucket, device)
    GROUP BY site, k
    UNION ALL
    SELECT site, k, 0, 0, 0, 0, sum(share(hash_gh)), sum(share(accepted_diff)), 0, sumIf(n, is_end), maxIf(ended_at, is_end)
    FROM {{spread-sums reading_asic: ended_at, count() AS n, ifNull(sum(reading_asic.hash_gh), 0) AS hash_gh, ifNull(sum(reading_asic.accepted_diff), 0) AS accepted_diff}}
    GROUP BY site, k
    UNION ALL
    SELECT site, k, 0, 0, 0, 0, 0, 0, sum(share(energy_j)), sumIf(n, is_end), maxIf(ended_at, is_end)
    FROM {{spread-sums reading_gpu: ended_at, count() AS n, ifNull(sum(reading_gpu.energy_j), 0) AS energy_j}}
    GROUP BY site, k
  )
SELECT site, toDateTime(minute * 60, 'UTC'), sum(m0_j), sum(it_j), sum(cooling_j), sum(heat_j), sum(hash_gh), sum(accepted_diff), sum(gpu_j), sum(readings), max(through), any(version)
FROM (SELECT *, toDateTime(intDiv(minute, 15) * 900, 'UTC') AS bucket_start FROM counted) AS minutes
INNER JOIN (SELECT site, bucket_start, version FROM rollup_bucket FINAL WHERE {{touched}}) AS planned USING (site, bucket_start)
GROUP BY site, minute

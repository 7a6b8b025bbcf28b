-- By balance (of the site: empty, or of a hall) and meter or device in it: how its energy by hour goes together with the gap between what came in and what the parts count.
-- Hours in which a side of a balance is missing are left out.
WITH
  balance AS (
    SELECT hall AS place, bucket_start, toFloat64(gap_whole_j) AS came, toFloat64(gap_whole_j - gap_parts_j) AS gap
    FROM rollup_site FINAL
    WHERE site = {site:String} AND grain = 'hour' AND bucket_start >= toDateTime({from:UInt32}, 'UTC') AND bucket_start < toDateTime({to:UInt32}, 'UTC')
      AND gap_ms * 100 >= window_ms * 99 AND gap_ms > 0
  ),
  metered AS (
    SELECT bucket_start, toString(hall) AS place, toString(device) AS device, toString(point) AS point, toFloat64(import_j) AS energy
    FROM rollup_meter FINAL
    WHERE site = {site:String} AND grain = 'hour' AND bucket_start >= toDateTime({from:UInt32}, 'UTC') AND bucket_start < toDateTime({to:UInt32}, 'UTC') AND expected_ms > 0
  ),
  member AS (
    SELECT '' AS place, 'meter' AS class, device, point IN ('M0', 'Mg') AS is_whole, bucket_start, energy FROM metered WHERE point IN ('M0', 'Mg', 'M3', 'Mc')
    UNION ALL
    SELECT place, 'meter', device, point = 'M3', bucket_start, energy FROM metered WHERE point IN ('M3', 'M4') AND place != ''
    UNION ALL
    -- Cooling units count where nothing is metered for cooling, miners and boards where nothing is metered at their inputs.
    SELECT '', 'cooling', toString(device), false, bucket_start, toFloat64(energy_j)
    FROM rollup_cooling FINAL
    WHERE site = {site:String} AND grain = 'hour' AND bucket_start >= toDateTime({from:UInt32}, 'UTC') AND bucket_start < toDateTime({to:UInt32}, 'UTC') AND expected_ms > 0
      AND NOT has((SELECT groupUniqArray(point) FROM metered), 'Mc')
    UNION ALL
    SELECT toString(hall), 'asic', toString(device), false, bucket_start, toFloat64(energy_j)
    FROM rollup_asic FINAL
    WHERE site = {site:String} AND grain = 'hour' AND bucket_start >= toDateTime({from:UInt32}, 'UTC') AND bucket_start < toDateTime({to:UInt32}, 'UTC') AND expected_ms > 0
      AND hall NOT IN (SELECT place FROM metered WHERE point = 'M4')
    UNION ALL
    SELECT toString(hall), 'gpu', toString(device), false, bucket_start, toFloat64(energy_j)
    FROM rollup_gpu FINAL
    WHERE site = {site:String} AND grain = 'hour' AND bucket_start >= toDateTime({from:UInt32}, 'UTC') AND bucket_start < toDateTime({to:UInt32}, 'UTC') AND expected_ms > 0
      AND hall NOT IN (SELECT place FROM metered WHERE point = 'M4')
  )
SELECT toString(place) AS hall, class, device, is_whole, count() AS hours, avg(came) AS mean_came, varPopStable(energy) AS energy_energy, varPopStable(gap) AS gap_gap, varPopStable(came) AS came_came,
  covarPopStable(energy, gap) AS energy_gap, covarPopStable(came, gap) AS came_gap, covarPopStable(came, energy) AS came_energy
FROM member INNER JOIN balance USING (place, bucket_start)
GROUP BY place, class, device, is_whole
ORDER BY hall, class, device
LIMIT {limit:UInt32}

-- Meters by 15 minutes.
INSERT INTO rollup_meter (site, grain, bucket_start, bucket_end, hall, model, device, expected_ms, reported_ms, bridged_ms, observed_ms, readings, flags, through,
  loop, point, import_j, export_j, energy_ms, peak_w, version)
WITH
  {{share}},
  {{bucket}},
  counted AS (
    SELECT k, device, {{common-sums}},
      sum(share(import_j)) AS import_sum, sum(share(export_j)) AS export_sum,
      sumIf(if(energy_source = 'metered', ms, held_ms), import_j IS NOT NULL) AS energy_ms
    FROM (SELECT *, share(observed_ms) AS held_ms FROM {{spread reading_meter: device, ended_at, flags, observed_ms, import_j, export_j, energy_source}})
    GROUP BY k, device
  )
SELECT {site:String}, '15m', toDateTime(k * 900, 'UTC'), toDateTime(k * 900 + 900, 'UTC'), hall, model, device, expected_ms, reported_ms, bridged_ms, held_sum, readings, flag_bits, through,
  loop, point, ifNull(import_sum, 0), ifNull(export_sum, 0), energy_ms, if(energy_ms >= 900000 AND bridged_ms = 0, ifNull(import_sum, 0) / 900, 0), b.version
FROM (SELECT device, hall, model, loop, point, expected_ms, {{unit}} AND class = 'meter') AS expected FULL JOIN counted USING (k, device) INNER JOIN bucket AS b USING (k)

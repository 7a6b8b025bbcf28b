-- Cooling equipment by 15 minutes.
INSERT INTO rollup_cooling (site, grain, bucket_start, bucket_end, hall, model, device, expected_ms, reported_ms, bridged_ms, observed_ms, readings, flags, through,
  loop, energy_j, energy_ms, heat_j, heat_ms, flow_ml, water_ml, version)
WITH
  {{share}},
  {{bucket}},
  counted AS (
    SELECT k, device, {{common-sums}},
      sum(share(energy_j)) AS energy_sum, sumIf(if(energy_source = 'metered', ms, held_ms), energy_j IS NOT NULL) AS energy_ms,
      sum(share(heat_j)) AS heat_sum, sumIf(held_ms, heat_j IS NOT NULL) AS heat_ms,
      sum(share(flow_ml)) AS flow_sum, sum(share(water_ml)) AS water_sum
    FROM (SELECT *, share(observed_ms) AS held_ms FROM {{spread reading_cooling: device, ended_at, flags, observed_ms, energy_j, energy_source, heat_j, flow_ml, water_ml}})
    GROUP BY k, device
  )
SELECT {site:String}, '15m', toDateTime(k * 900, 'UTC'), toDateTime(k * 900 + 900, 'UTC'), hall, model, device, expected_ms, reported_ms, bridged_ms, held_sum, readings, flag_bits, through,
  loop, ifNull(energy_sum, 0), energy_ms, ifNull(heat_sum, 0), heat_ms, ifNull(flow_sum, 0), ifNull(water_sum, 0), b.version
FROM (SELECT device, hall, model, loop, expected_ms, {{unit}} AND class = 'cooling') AS expected FULL JOIN counted USING (k, device) INNER JOIN bucket AS b USING (k)

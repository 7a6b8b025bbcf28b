-- Readings of cooling equipment, summed by bucket and device.
SELECT {{sum-keys}},
  ifNull(sum(reading.energy_j), 0) AS energy_j, sumIf(if(energy_source = 'metered', d, reading.observed_ms), reading.energy_j IS NOT NULL) AS energy_ms,
  ifNull(sum(reading.heat_j), 0) AS heat_j, sumIf(reading.observed_ms, reading.heat_j IS NOT NULL) AS heat_ms,
  ifNull(sum(reading.flow_ml), 0) AS flow_ml, ifNull(sum(reading.water_ml), 0) AS water_ml
FROM {{grouped reading_cooling: device, flags, observed_ms, energy_j, energy_source, heat_j, flow_ml, water_ml}} AS reading
{{sum-groups}}

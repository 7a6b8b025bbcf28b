-- Readings of cooling equipment, summed by bucket and device.
SELECT {{sum-keys}},
  ifNull(sum(reading.energy_j), 0) AS energy_j, sumIf(if(energy_source = 'metered', d, reading.observed_ms), reading.energy_j IS NOT NULL) AS energy_ms,
  ifNull(sumIf(reading.energy_j, energy_source = 'psu'), 0) AS psu_j, ifNull(sumIf(reading.energy_j, energy_source = 'estimated'), 0) AS estimated_j,
  ifNull(sumIf(reading.energy_j, energy_source = 'configured'), 0) AS configured_j,
  ifNull(sum(reading.heat_j), 0) AS heat_j, sumIf(reading.observed_ms, reading.heat_j IS NOT NULL) AS heat_ms,
  ifNull(sum(reading.flow_ml), 0) AS flow_ml, ifNull(sum(reading.water_ml), 0) AS water_ml, sumIf(d, reading.water_ml IS NOT NULL) AS water_ms,
  sumIf(reading.observed_ms, is_banded AND supply_temp_c IS NOT NULL) AS band_ms,
  sumIf(reading.observed_ms, is_banded AND supply_temp_c BETWEEN recommended.1 AND recommended.2) AS recommended_ms,
  sumIf(reading.observed_ms, is_banded AND supply_temp_c BETWEEN allowable.1 AND allowable.2) AS allowable_ms
FROM {{grouped reading_cooling: device, flags, observed_ms, energy_j, energy_source, heat_j, flow_ml, water_ml, supply_temp_c}} AS reading
{{banded}}
{{sum-groups}}

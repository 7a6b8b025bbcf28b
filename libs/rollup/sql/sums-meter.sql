-- Readings of meters, summed by slice of 5 minutes and device. Where in a bridged reading its energy fell is not known: it is not located.
SELECT {{sum-keys}},
  ifNull(sum(reading.import_j), 0) AS import_j, ifNull(sum(reading.export_j), 0) AS export_j,
  sumIf(if(energy_source = 'metered', d, reading.observed_ms), reading.import_j IS NOT NULL) AS energy_ms,
  ifNull(sumIf(reading.import_j, energy_source = 'psu'), 0) AS psu_j, ifNull(sumIf(reading.import_j, energy_source = 'estimated'), 0) AS estimated_j,
  ifNull(sumIf(reading.import_j, energy_source = 'configured'), 0) AS configured_j,
  ifNull(sumIf(reading.import_j, NOT bitTest(reading.flags, 0)), 0) AS located_import_j, ifNull(sumIf(reading.export_j, NOT bitTest(reading.flags, 0)), 0) AS located_export_j,
  sumIf(d, NOT bitTest(reading.flags, 0)) AS located_ms
FROM {{grouped reading_meter: device, flags, observed_ms, import_j, export_j, energy_source}} AS reading
{{sum-groups}}

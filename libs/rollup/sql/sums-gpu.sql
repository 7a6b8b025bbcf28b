-- Readings of GPU boards, summed by bucket and device. Energy is compared with the limit where that was held throughout.
WITH reading.energy_j IS NOT NULL AND reading.limit_j IS NOT NULL AND reading.observed_ms >= d AS is_limited
SELECT {{sum-keys}},
  ifNull(sum(reading.energy_j), 0) AS energy_j, sumIf(if(energy_source = 'metered', d, reading.observed_ms), reading.energy_j IS NOT NULL) AS energy_ms,
  ifNull(sumIf(reading.energy_j, energy_source = 'psu'), 0) AS psu_j, ifNull(sumIf(reading.energy_j, energy_source = 'estimated'), 0) AS estimated_j,
  ifNull(sumIf(reading.energy_j, energy_source = 'configured'), 0) AS configured_j,
  ifNull(sumIf(reading.energy_j, is_limited), 0) AS limited_energy_j, ifNull(sumIf(reading.limit_j, is_limited), 0) AS limit_j, sumIf(d, is_limited) AS limited_ms,
  ifNull(sum(reading.sm_ms), 0) AS sm_ms, sumIf(reading.observed_ms, reading.sm_ms IS NOT NULL) AS sm_observed_ms,
  sumIf(reading.observed_ms, reading.sm_ms IS NOT NULL AND sm_source != 'sm_active') AS sm_fallback_ms,
  ifNull(sum(reading.tensor_ms), 0) AS tensor_ms, sumIf(reading.observed_ms, reading.tensor_ms IS NOT NULL) AS tensor_observed_ms,
  ifNull(sum(reading.util_ms), 0) AS util_ms, sumIf(reading.observed_ms, reading.util_ms IS NOT NULL) AS util_observed_ms,
  ifNull(sum(reading.xid_events), 0) AS xid_events, ifNull(sumIf(reading.xid_events, has({failure_xids:Array(UInt32)}, toUInt32(ifNull(reading.xid, 0)))), 0) AS xid_failures,
  sumIf(d, reading.xid_events IS NOT NULL) AS xid_ms
FROM {{grouped reading_gpu: device, flags, observed_ms, energy_j, energy_source, limit_j, sm_ms, sm_source, tensor_ms, util_ms, xid, xid_events}} AS reading
{{sum-groups}}

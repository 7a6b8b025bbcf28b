-- What mining devices and GPU boards did by days of site time: a row for each that is expected.
CREATE VIEW IF NOT EXISTS kpi_device_day {{on_cluster}} (
  site LowCardinality(String) COMMENT 'Site id',
  hall LowCardinality(String) COMMENT 'Hall id; empty when not registered',
  class LowCardinality(String) COMMENT 'asic or gpu',
  model LowCardinality(String) COMMENT 'Model',
  device String COMMENT 'Device id',
  start_at DateTime('UTC') COMMENT 'Start of the day of site time, UTC',
  end_at DateTime('UTC') COMMENT 'End, exclusive, UTC',
  expected_h Float64 COMMENT 'Time in which the register expects the unit, h',
  reported_h Float64 COMMENT 'Time covered by readings, h',
  energy_kwh Nullable(Float64) COMMENT 'Energy at the input of a miner, of a board for a GPU, kWh',
  accepted_hash_eh Nullable(Float64) COMMENT 'Accepted hashes, 10^18 hashes; null of a GPU',
  hashrate_realisation_share Nullable(Float64) COMMENT 'Accepted hashes of the rated ones, 0 to 1',
  wall_j_per_th Nullable(Float64) COMMENT 'Energy per accepted hash at the wall, J/TH',
  facility_j_per_th Nullable(Float64) COMMENT 'Energy per accepted hash with the share of the overhead, J/TH',
  availability_gross_share Nullable(Float64) COMMENT 'Time at half of the rated hashrate or more, 0 to 1',
  reject_rate_share Nullable(Float64) COMMENT 'Rejected share difficulty of all, 0 to 1',
  gpu_power_utilization_share Nullable(Float64) COMMENT 'Energy of what the power limit would allow, 0 to 1; null of a miner',
  sm_activity_share Nullable(Float64) COMMENT 'Time in which multiprocessors were busy, 0 to 1',
  tensor_activity_share Nullable(Float64) COMMENT 'Time in which tensor cores were busy, 0 to 1'
) AS
SELECT
  site AS site,
  hall AS hall,
  'asic' AS class,
  model AS model,
  device AS device,
  bucket_start AS start_at,
  bucket_end AS end_at,
  expected_ms / 3.6e6 AS expected_h,
  reported_ms / 3.6e6 AS reported_h,
  if(energy_ms >= 0.8 * expected_ms, energy_j / 3.6e6, NULL) AS energy_kwh,
  if(shares_ms >= 0.8 * expected_ms, accepted_diff * 4.294967296e-9, NULL) AS accepted_hash_eh,
  if(shares_ms >= 0.8 * expected_ms, accepted_diff * 4.294967296 / nullIf(nominal_gh, 0), NULL) AS hashrate_realisation_share,
  if(wall_ms >= 0.8 * expected_ms, wall_j * 1e12 / (nullIf(wall_diff, 0) * 4.294967296e9), NULL) AS wall_j_per_th,
  if(facility_ms >= 0.8 * expected_ms, facility_j * 1e12 / (nullIf(facility_diff, 0) * 4.294967296e9), NULL) AS facility_j_per_th,
  if(rate_ms >= 0.8 * expected_ms, up_ms / nullIf(expected_ms, 0), NULL) AS availability_gross_share,
  if(rejects_ms >= 0.8 * expected_ms, rejected_diff / nullIf(accepted_diff + rejected_diff + stale_diff, 0), NULL) AS reject_rate_share,
  NULL AS gpu_power_utilization_share,
  NULL AS sm_activity_share,
  NULL AS tensor_activity_share
FROM rollup_asic FINAL
WHERE grain = 'day' AND expected_ms > 0
UNION ALL
SELECT
  site AS site,
  hall AS hall,
  'gpu' AS class,
  model AS model,
  device AS device,
  bucket_start AS start_at,
  bucket_end AS end_at,
  expected_ms / 3.6e6 AS expected_h,
  reported_ms / 3.6e6 AS reported_h,
  if(energy_ms >= 0.8 * expected_ms, energy_j / 3.6e6, NULL) AS energy_kwh,
  NULL AS accepted_hash_eh,
  NULL AS hashrate_realisation_share,
  NULL AS wall_j_per_th,
  NULL AS facility_j_per_th,
  NULL AS availability_gross_share,
  NULL AS reject_rate_share,
  if(limited_ms >= 0.8 * expected_ms, limited_energy_j / nullIf(limit_j, 0), NULL) AS gpu_power_utilization_share,
  if(sm_observed_ms >= 0.8 * expected_ms, sm_ms / nullIf(sm_observed_ms, 0), NULL) AS sm_activity_share,
  if(tensor_observed_ms >= 0.8 * expected_ms, tensor_ms / nullIf(tensor_observed_ms, 0), NULL) AS tensor_activity_share
FROM rollup_gpu FINAL
WHERE grain = 'day' AND expected_ms > 0
COMMENT 'Miners and GPU boards by days of site time. A value is null where less than 0.8 of the time is known.';

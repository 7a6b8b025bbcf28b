-- Mining devices: where their energy comes from.
ALTER TABLE rollup_asic {{on_cluster}}
  ADD COLUMN IF NOT EXISTS metered_j Int64 COMMENT 'Part of energy_j that a counter of the device gave; what was computed before has 0 in all four: its origin is not known' CODEC(T64, ZSTD(1)) AFTER energy_ms,
  ADD COLUMN IF NOT EXISTS psu_j Int64 COMMENT 'Part of it from the power that its supply measures' CODEC(T64, ZSTD(1)) AFTER metered_j,
  ADD COLUMN IF NOT EXISTS estimated_j Int64 COMMENT 'Part of it from a power that is no measurement, or held between polls' CODEC(T64, ZSTD(1)) AFTER psu_j,
  ADD COLUMN IF NOT EXISTS configured_j Int64 COMMENT 'Part of it that somebody has configured' CODEC(T64, ZSTD(1)) AFTER estimated_j;
-- What is published has the same columns at the same places.
ALTER TABLE published_asic {{on_cluster}}
  ADD COLUMN IF NOT EXISTS metered_j Int64 CODEC(T64, ZSTD(1)) AFTER energy_ms,
  ADD COLUMN IF NOT EXISTS psu_j Int64 CODEC(T64, ZSTD(1)) AFTER metered_j,
  ADD COLUMN IF NOT EXISTS estimated_j Int64 CODEC(T64, ZSTD(1)) AFTER psu_j,
  ADD COLUMN IF NOT EXISTS configured_j Int64 CODEC(T64, ZSTD(1)) AFTER estimated_j;

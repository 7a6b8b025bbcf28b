-- Columns that others nearly add up to are told from them: what is left takes next to no room. They had a third of the bytes of all rollups.
ALTER TABLE rollup_asic {{on_cluster}}
  MODIFY COLUMN bucket_start CODEC(Delta(4), ZSTD(1)), MODIFY COLUMN bucket_end CODEC(Delta(4), ZSTD(1)),
  ADD COLUMN IF NOT EXISTS energy_rest_j Int64 COMMENT 'energy_j less its parts by origin' CODEC(T64, ZSTD(1)) AFTER energy_j,
  ADD COLUMN IF NOT EXISTS rate_rest_gh Int64 COMMENT 'rate_gh less hash_gh, of either sign' CODEC(T64('bit'), ZSTD(1)) AFTER rate_gh,
  ADD COLUMN IF NOT EXISTS wall_rest_j Int64 COMMENT 'wall_j less energy_j' CODEC(T64, ZSTD(1)) AFTER wall_j,
  ADD COLUMN IF NOT EXISTS facility_rest_diff Int64 COMMENT 'facility_diff less wall_diff' CODEC(T64, ZSTD(1)) AFTER facility_diff,
  ADD COLUMN IF NOT EXISTS late_rest_diff Int64 COMMENT 'late_diff less stale_diff' CODEC(T64, ZSTD(1)) AFTER late_diff,
  ADD COLUMN IF NOT EXISTS submitted_rest_diff Int64 COMMENT 'submitted_diff less accepted, rejected and stale' CODEC(T64, ZSTD(1)) AFTER submitted_diff,
  ADD COLUMN IF NOT EXISTS checked_rest_errors Int64 COMMENT 'checked_errors less hw_errors' CODEC(T64, ZSTD(1)) AFTER checked_errors,
  ADD COLUMN IF NOT EXISTS checked_rest_nonces Int64 COMMENT 'checked_nonces less submitted_diff and hw_errors' CODEC(T64, ZSTD(1)) AFTER checked_nonces;
-- Says the same before the columns are aliases and after, so that a crash between the statements does no harm.
ALTER TABLE rollup_asic {{on_cluster}} UPDATE
  energy_rest_j = energy_j - metered_j - psu_j - estimated_j - configured_j, rate_rest_gh = rate_gh - hash_gh, wall_rest_j = wall_j - energy_j,
  facility_rest_diff = facility_diff - wall_diff, late_rest_diff = late_diff - stale_diff, submitted_rest_diff = submitted_diff - accepted_diff - rejected_diff - stale_diff,
  checked_rest_errors = checked_errors - hw_errors, checked_rest_nonces = checked_nonces - submitted_diff - hw_errors
  WHERE true SETTINGS mutations_sync = 2;
-- In one statement, so that no reader misses a column; what an alias is made of goes last.
ALTER TABLE rollup_asic {{on_cluster}}
  DROP COLUMN wall_j, DROP COLUMN energy_j, DROP COLUMN rate_gh, DROP COLUMN facility_diff, DROP COLUMN late_diff,
  DROP COLUMN checked_nonces, DROP COLUMN checked_errors, DROP COLUMN submitted_diff,
  ADD COLUMN energy_j Int64 ALIAS metered_j + psu_j + estimated_j + configured_j + energy_rest_j COMMENT 'M4' AFTER through,
  ADD COLUMN rate_gh Int64 ALIAS hash_gh + rate_rest_gh AFTER hash_ms,
  ADD COLUMN wall_j Int64 ALIAS energy_j + wall_rest_j COMMENT 'energy_j of buckets in which energy and shares are both covered to 0.9' AFTER curtailed_ms,
  ADD COLUMN facility_diff Int64 ALIAS wall_diff + facility_rest_diff COMMENT 'accepted_diff of the same buckets' AFTER facility_j,
  ADD COLUMN late_diff Int64 ALIAS stale_diff + late_rest_diff COMMENT 'stale_diff where accepted, rejected and stale shares are all known' AFTER facility_ms,
  ADD COLUMN submitted_diff Int64 ALIAS accepted_diff + rejected_diff + stale_diff + submitted_rest_diff COMMENT 'All three in the same readings' AFTER late_rest_diff,
  ADD COLUMN checked_errors Int64 ALIAS hw_errors + checked_rest_errors COMMENT 'hw_errors where the work that they are held against is known too' AFTER submitted_ms,
  ADD COLUMN checked_nonces Int64 ALIAS submitted_diff + hw_errors + checked_rest_nonces COMMENT 'Errors and work in the same readings' AFTER checked_rest_errors;
-- What is published has the same columns at the same places.
ALTER TABLE published_asic {{on_cluster}}
  MODIFY COLUMN bucket_start CODEC(Delta(4), ZSTD(1)), MODIFY COLUMN bucket_end CODEC(Delta(4), ZSTD(1)),
  ADD COLUMN IF NOT EXISTS energy_rest_j Int64 CODEC(T64, ZSTD(1)) AFTER energy_j,
  ADD COLUMN IF NOT EXISTS rate_rest_gh Int64 CODEC(T64('bit'), ZSTD(1)) AFTER rate_gh,
  ADD COLUMN IF NOT EXISTS wall_rest_j Int64 CODEC(T64, ZSTD(1)) AFTER wall_j,
  ADD COLUMN IF NOT EXISTS facility_rest_diff Int64 CODEC(T64, ZSTD(1)) AFTER facility_diff,
  ADD COLUMN IF NOT EXISTS late_rest_diff Int64 CODEC(T64, ZSTD(1)) AFTER late_diff,
  ADD COLUMN IF NOT EXISTS submitted_rest_diff Int64 CODEC(T64, ZSTD(1)) AFTER submitted_diff,
  ADD COLUMN IF NOT EXISTS checked_rest_errors Int64 CODEC(T64, ZSTD(1)) AFTER checked_errors,
  ADD COLUMN IF NOT EXISTS checked_rest_nonces Int64 CODEC(T64, ZSTD(1)) AFTER checked_nonces;
ALTER TABLE published_asic {{on_cluster}} UPDATE
  energy_rest_j = energy_j - metered_j - psu_j - estimated_j - configured_j, rate_rest_gh = rate_gh - hash_gh, wall_rest_j = wall_j - energy_j,
  facility_rest_diff = facility_diff - wall_diff, late_rest_diff = late_diff - stale_diff, submitted_rest_diff = submitted_diff - accepted_diff - rejected_diff - stale_diff,
  checked_rest_errors = checked_errors - hw_errors, checked_rest_nonces = checked_nonces - submitted_diff - hw_errors
  WHERE true SETTINGS mutations_sync = 2;
ALTER TABLE published_asic {{on_cluster}}
  DROP COLUMN wall_j, DROP COLUMN energy_j, DROP COLUMN rate_gh, DROP COLUMN facility_diff, DROP COLUMN late_diff,
  DROP COLUMN checked_nonces, DROP COLUMN checked_errors, DROP COLUMN submitted_diff,
  ADD COLUMN energy_j Int64 ALIAS metered_j + psu_j + estimated_j + configured_j + energy_rest_j AFTER through,
  ADD COLUMN rate_gh Int64 ALIAS hash_gh + rate_rest_gh AFTER hash_ms,
  ADD COLUMN wall_j Int64 ALIAS energy_j + wall_rest_j AFTER curtailed_ms,
  ADD COLUMN facility_diff Int64 ALIAS wall_diff + facility_rest_diff AFTER facility_j,
  ADD COLUMN late_diff Int64 ALIAS stale_diff + late_rest_diff AFTER facility_ms,
  ADD COLUMN submitted_diff Int64 ALIAS accepted_diff + rejected_diff + stale_diff + submitted_rest_diff AFTER late_rest_diff,
  ADD COLUMN checked_errors Int64 ALIAS hw_errors + checked_rest_errors AFTER submitted_ms,
  ADD COLUMN checked_nonces Int64 ALIAS submitted_diff + hw_errors + checked_rest_nonces AFTER checked_rest_errors;

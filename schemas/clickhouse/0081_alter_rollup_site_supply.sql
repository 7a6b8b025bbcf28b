-- On-site generation and what of it is used here, and AI energy by the off-peak calendar. A time of 0 is unknown.
ALTER TABLE rollup_site {{on_cluster}}
  ADD COLUMN IF NOT EXISTS generated_j Int64 COMMENT 'Generated at Mg while generators are rated' CODEC(T64, ZSTD(1)) AFTER lmp_loss_cost,
  ADD COLUMN IF NOT EXISTS generated_ms Int64 COMMENT 'Time behind generated_j' CODEC(T64, ZSTD(1)) AFTER generated_j,
  ADD COLUMN IF NOT EXISTS capacity_j Decimal(38, 12) COMMENT 'Rated power of the generators times generated_ms' CODEC(ZSTD(1)) AFTER generated_ms,
  ADD COLUMN IF NOT EXISTS local_j Int64 COMMENT 'Generated and not exported' CODEC(T64, ZSTD(1)) AFTER capacity_j,
  ADD COLUMN IF NOT EXISTS local_facility_j Int64 COMMENT 'Facility energy of the same time' CODEC(T64, ZSTD(1)) AFTER local_j,
  ADD COLUMN IF NOT EXISTS local_ms Int64 COMMENT 'Time behind local_j' CODEC(T64, ZSTD(1)) AFTER local_facility_j,
  ADD COLUMN IF NOT EXISTS calendar_ai_j Int64 COMMENT 'Facility energy of AI while an off-peak calendar is in force' CODEC(T64, ZSTD(1)) AFTER local_ms,
  ADD COLUMN IF NOT EXISTS calendar_ms Int64 COMMENT 'Time behind calendar_ai_j' CODEC(T64, ZSTD(1)) AFTER calendar_ai_j,
  ADD COLUMN IF NOT EXISTS offpeak_ai_j Int64 COMMENT 'Part of calendar_ai_j in off-peak hours' CODEC(T64, ZSTD(1)) AFTER calendar_ms,
  ADD COLUMN IF NOT EXISTS offpeak_ms Int64 COMMENT 'Part of calendar_ms in off-peak hours' CODEC(T64, ZSTD(1)) AFTER offpeak_ai_j;
-- What is published has the same columns at the same places.
ALTER TABLE published_site {{on_cluster}}
  ADD COLUMN IF NOT EXISTS generated_j Int64 CODEC(T64, ZSTD(1)) AFTER lmp_loss_cost,
  ADD COLUMN IF NOT EXISTS generated_ms Int64 CODEC(T64, ZSTD(1)) AFTER generated_j,
  ADD COLUMN IF NOT EXISTS capacity_j Decimal(38, 12) CODEC(ZSTD(1)) AFTER generated_ms,
  ADD COLUMN IF NOT EXISTS local_j Int64 CODEC(T64, ZSTD(1)) AFTER capacity_j,
  ADD COLUMN IF NOT EXISTS local_facility_j Int64 CODEC(T64, ZSTD(1)) AFTER local_j,
  ADD COLUMN IF NOT EXISTS local_ms Int64 CODEC(T64, ZSTD(1)) AFTER local_facility_j,
  ADD COLUMN IF NOT EXISTS calendar_ai_j Int64 CODEC(T64, ZSTD(1)) AFTER local_ms,
  ADD COLUMN IF NOT EXISTS calendar_ms Int64 CODEC(T64, ZSTD(1)) AFTER calendar_ai_j,
  ADD COLUMN IF NOT EXISTS offpeak_ai_j Int64 CODEC(T64, ZSTD(1)) AFTER calendar_ms,
  ADD COLUMN IF NOT EXISTS offpeak_ms Int64 CODEC(T64, ZSTD(1)) AFTER offpeak_ai_j;

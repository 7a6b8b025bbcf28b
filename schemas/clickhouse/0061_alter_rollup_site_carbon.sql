-- Emissions by location. What was computed before has a time of 0 in each, which is unknown: it is computed anew once the register names a feed or a factor.
ALTER TABLE rollup_site {{on_cluster}}
  ADD COLUMN IF NOT EXISTS carbon_g Decimal(38, 12) COMMENT 'Intensity of the grid times the energy drawn from it over the instants in which it is known, g CO2e' CODEC(ZSTD(1)) AFTER price_time,
  ADD COLUMN IF NOT EXISTS carbon_j Int64 COMMENT 'Energy drawn from the grid behind carbon_g: of a hall its facility energy times the share of the grid in that of the site' CODEC(T64, ZSTD(1)) AFTER carbon_g,
  ADD COLUMN IF NOT EXISTS carbon_ms Int64 COMMENT 'Time behind carbon_j' CODEC(T64, ZSTD(1)) AFTER carbon_j,
  ADD COLUMN IF NOT EXISTS carbon_estimated_j Int64 COMMENT 'Part of carbon_j at an intensity that is not known to be measured' CODEC(T64, ZSTD(1)) AFTER carbon_ms,
  ADD COLUMN IF NOT EXISTS factor_time Decimal(38, 12) COMMENT 'Integral of the intensity over factor_ms, g CO2e per kWh times ms' CODEC(ZSTD(1)) AFTER carbon_estimated_j,
  ADD COLUMN IF NOT EXISTS factor_ms Int64 COMMENT 'Time in which the intensity is known' CODEC(T64, ZSTD(1)) AFTER factor_time,
  ADD COLUMN IF NOT EXISTS factor_estimated_ms Int64 COMMENT 'Part of factor_ms in which it is not known to be measured' CODEC(T64, ZSTD(1)) AFTER factor_ms,
  ADD COLUMN IF NOT EXISTS cue_g Decimal(38, 12) COMMENT 'carbon_g of buckets in which it and IT are both covered to 0.9' CODEC(ZSTD(1)) AFTER factor_estimated_ms,
  ADD COLUMN IF NOT EXISTS cue_it_j Int64 COMMENT 'IT energy of the same time' CODEC(T64, ZSTD(1)) AFTER cue_g,
  ADD COLUMN IF NOT EXISTS cue_ms Int64 CODEC(T64, ZSTD(1)) AFTER cue_it_j;
-- What is published has the same columns at the same places.
ALTER TABLE published_site {{on_cluster}}
  ADD COLUMN IF NOT EXISTS carbon_g Decimal(38, 12) CODEC(ZSTD(1)) AFTER price_time,
  ADD COLUMN IF NOT EXISTS carbon_j Int64 CODEC(T64, ZSTD(1)) AFTER carbon_g,
  ADD COLUMN IF NOT EXISTS carbon_ms Int64 CODEC(T64, ZSTD(1)) AFTER carbon_j,
  ADD COLUMN IF NOT EXISTS carbon_estimated_j Int64 CODEC(T64, ZSTD(1)) AFTER carbon_ms,
  ADD COLUMN IF NOT EXISTS factor_time Decimal(38, 12) CODEC(ZSTD(1)) AFTER carbon_estimated_j,
  ADD COLUMN IF NOT EXISTS factor_ms Int64 CODEC(T64, ZSTD(1)) AFTER factor_time,
  ADD COLUMN IF NOT EXISTS factor_estimated_ms Int64 CODEC(T64, ZSTD(1)) AFTER factor_ms,
  ADD COLUMN IF NOT EXISTS cue_g Decimal(38, 12) CODEC(ZSTD(1)) AFTER factor_estimated_ms,
  ADD COLUMN IF NOT EXISTS cue_it_j Int64 CODEC(T64, ZSTD(1)) AFTER cue_g,
  ADD COLUMN IF NOT EXISTS cue_ms Int64 CODEC(T64, ZSTD(1)) AFTER cue_it_j;

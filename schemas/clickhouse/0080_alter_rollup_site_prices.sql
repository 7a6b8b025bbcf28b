-- Energy at negative prices and the parts of the price. What was computed before has a time of 0 where it has not been computed anew, which is unknown.
ALTER TABLE rollup_site {{on_cluster}}
  ADD COLUMN IF NOT EXISTS negative_j Int64 COMMENT 'Part of priced_j at a price below 0' CODEC(T64, ZSTD(1)) AFTER cue_ms,
  ADD COLUMN IF NOT EXISTS negative_ms Int64 COMMENT 'Part of priced_ms at a price below 0' CODEC(T64, ZSTD(1)) AFTER negative_j,
  ADD COLUMN IF NOT EXISTS negative_price_ms Int64 COMMENT 'Part of price_ms at a price below 0' CODEC(T64, ZSTD(1)) AFTER negative_ms,
  ADD COLUMN IF NOT EXISTS negative_credit Decimal(38, 12) COMMENT 'Credit for negative_j, currency of the site' CODEC(ZSTD(1)) AFTER negative_price_ms,
  ADD COLUMN IF NOT EXISTS lmp_j Int64 COMMENT 'Facility energy of the instants in which the price and all its parts are known' CODEC(T64, ZSTD(1)) AFTER negative_credit,
  ADD COLUMN IF NOT EXISTS lmp_ms Int64 COMMENT 'Time behind lmp_j' CODEC(T64, ZSTD(1)) AFTER lmp_j,
  ADD COLUMN IF NOT EXISTS lmp_cost Decimal(38, 12) COMMENT 'Price times lmp_j' CODEC(ZSTD(1)) AFTER lmp_ms,
  ADD COLUMN IF NOT EXISTS lmp_energy_cost Decimal(38, 12) COMMENT 'Energy part times lmp_j' CODEC(ZSTD(1)) AFTER lmp_cost,
  ADD COLUMN IF NOT EXISTS lmp_congestion_cost Decimal(38, 12) COMMENT 'Congestion part times lmp_j' CODEC(ZSTD(1)) AFTER lmp_energy_cost,
  ADD COLUMN IF NOT EXISTS lmp_loss_cost Decimal(38, 12) COMMENT 'Loss part times lmp_j' CODEC(ZSTD(1)) AFTER lmp_congestion_cost;
-- What is published has the same columns at the same places.
ALTER TABLE published_site {{on_cluster}}
  ADD COLUMN IF NOT EXISTS negative_j Int64 CODEC(T64, ZSTD(1)) AFTER cue_ms,
  ADD COLUMN IF NOT EXISTS negative_ms Int64 CODEC(T64, ZSTD(1)) AFTER negative_j,
  ADD COLUMN IF NOT EXISTS negative_price_ms Int64 CODEC(T64, ZSTD(1)) AFTER negative_ms,
  ADD COLUMN IF NOT EXISTS negative_credit Decimal(38, 12) CODEC(ZSTD(1)) AFTER negative_price_ms,
  ADD COLUMN IF NOT EXISTS lmp_j Int64 CODEC(T64, ZSTD(1)) AFTER negative_credit,
  ADD COLUMN IF NOT EXISTS lmp_ms Int64 CODEC(T64, ZSTD(1)) AFTER lmp_j,
  ADD COLUMN IF NOT EXISTS lmp_cost Decimal(38, 12) CODEC(ZSTD(1)) AFTER lmp_ms,
  ADD COLUMN IF NOT EXISTS lmp_energy_cost Decimal(38, 12) CODEC(ZSTD(1)) AFTER lmp_cost,
  ADD COLUMN IF NOT EXISTS lmp_congestion_cost Decimal(38, 12) CODEC(ZSTD(1)) AFTER lmp_energy_cost,
  ADD COLUMN IF NOT EXISTS lmp_loss_cost Decimal(38, 12) CODEC(ZSTD(1)) AFTER lmp_congestion_cost;

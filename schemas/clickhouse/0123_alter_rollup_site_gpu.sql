-- The rental price of a GPU hour. What was computed before has a time of 0, which is unknown.
ALTER TABLE rollup_site {{on_cluster}}
  ADD COLUMN IF NOT EXISTS gpu_price_time Decimal(38, 12) COMMENT 'Integral of the price over gpu_price_ms, USD per GPU hour times ms' CODEC(ZSTD(1)) AFTER ai_revenue_j,
  ADD COLUMN IF NOT EXISTS gpu_price_ms Int64 COMMENT 'Time in which the price is known' CODEC(T64, ZSTD(1)) AFTER gpu_price_time;
-- What is published has the same columns at the same places.
ALTER TABLE published_site {{on_cluster}}
  ADD COLUMN IF NOT EXISTS gpu_price_time Decimal(38, 12) CODEC(ZSTD(1)) AFTER ai_revenue_j,
  ADD COLUMN IF NOT EXISTS gpu_price_ms Int64 CODEC(T64, ZSTD(1)) AFTER gpu_price_time;

-- Tokens received for the work of GPUs. What was computed before has 0 until it is computed anew.
ALTER TABLE rollup_site {{on_cluster}}
  ADD COLUMN IF NOT EXISTS reward_usd Decimal(38, 12) COMMENT 'Tokens received for work, at their price on receipt, USD' CODEC(ZSTD(1)) AFTER job_infer_gflop,
  ADD COLUMN IF NOT EXISTS reward_gpu_ms Int64 COMMENT 'Time of boards for which rewards are told' CODEC(T64, ZSTD(1)) AFTER reward_usd,
  ADD COLUMN IF NOT EXISTS reward_ms Int64 COMMENT 'Time for which rewards are told' CODEC(T64, ZSTD(1)) AFTER reward_gpu_ms;
ALTER TABLE published_site {{on_cluster}}
  ADD COLUMN IF NOT EXISTS reward_usd Decimal(38, 12) CODEC(ZSTD(1)) AFTER job_infer_gflop,
  ADD COLUMN IF NOT EXISTS reward_gpu_ms Int64 CODEC(T64, ZSTD(1)) AFTER reward_usd,
  ADD COLUMN IF NOT EXISTS reward_ms Int64 CODEC(T64, ZSTD(1)) AFTER reward_gpu_ms;

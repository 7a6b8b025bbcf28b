-- Arithmetic that jobs did, by what it was for. What was computed before has 0 until it is computed anew.
ALTER TABLE rollup_site {{on_cluster}}
  ADD COLUMN IF NOT EXISTS job_train_gflop Int64 COMMENT 'Arithmetic of the models that were trained, 10^9 FLOP' CODEC(T64, ZSTD(1)) AFTER job_tensor_observed_ms,
  ADD COLUMN IF NOT EXISTS job_infer_gflop Int64 COMMENT 'Arithmetic of the models that answered, 10^9 FLOP' CODEC(T64, ZSTD(1)) AFTER job_train_gflop;
ALTER TABLE published_site {{on_cluster}}
  ADD COLUMN IF NOT EXISTS job_train_gflop Int64 CODEC(T64, ZSTD(1)) AFTER job_tensor_observed_ms,
  ADD COLUMN IF NOT EXISTS job_infer_gflop Int64 CODEC(T64, ZSTD(1)) AFTER job_train_gflop;

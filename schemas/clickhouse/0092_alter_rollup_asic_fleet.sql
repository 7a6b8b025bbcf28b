-- Late shares, hardware errors, boards and ratings of miners. What was computed before has a time of 0 in each, which is unknown.
ALTER TABLE rollup_asic {{on_cluster}}
  ADD COLUMN IF NOT EXISTS late_diff Int64 COMMENT 'stale_diff where accepted, rejected and stale shares are all known' CODEC(T64, ZSTD(1)) AFTER facility_ms,
  ADD COLUMN IF NOT EXISTS submitted_diff Int64 COMMENT 'All three in the same readings' CODEC(T64, ZSTD(1)) AFTER late_diff,
  ADD COLUMN IF NOT EXISTS submitted_ms Int64 COMMENT 'Time of these readings' CODEC(T64, ZSTD(1)) AFTER submitted_diff,
  ADD COLUMN IF NOT EXISTS checked_errors Int64 COMMENT 'hw_errors where the work that they are held against is known too' CODEC(T64, ZSTD(1)) AFTER submitted_ms,
  ADD COLUMN IF NOT EXISTS checked_nonces Int64 COMMENT 'Errors and work in the same readings' CODEC(T64, ZSTD(1)) AFTER checked_errors,
  ADD COLUMN IF NOT EXISTS checked_ms Int64 COMMENT 'Time of these readings' CODEC(T64, ZSTD(1)) AFTER checked_nonces,
  ADD COLUMN IF NOT EXISTS board_lost_ms Int64 COMMENT 'Time of registered hash boards that do not work' CODEC(T64, ZSTD(1)) AFTER checked_ms,
  ADD COLUMN IF NOT EXISTS board_due_ms Int64 COMMENT 'Time of all registered hash boards' CODEC(T64, ZSTD(1)) AFTER board_lost_ms,
  ADD COLUMN IF NOT EXISTS boards_ms Int64 COMMENT 'Observed time in which a unit with registered boards tells how many work' CODEC(T64, ZSTD(1)) AFTER board_due_ms,
  ADD COLUMN IF NOT EXISTS rated_j Float64 COMMENT 'Rated power times the expected time, of units whose power and hash rate are both rated' CODEC(ZSTD(1)) AFTER boards_ms,
  ADD COLUMN IF NOT EXISTS rated_gh Float64 COMMENT 'Rated hashes of the same time' CODEC(ZSTD(1)) AFTER rated_j,
  ADD COLUMN IF NOT EXISTS rated_ms Int64 COMMENT 'Expected time of these units' CODEC(T64, ZSTD(1)) AFTER rated_gh,
  ADD COLUMN IF NOT EXISTS up_gh Float64 COMMENT 'Rated hashes in up_ms' CODEC(ZSTD(1)) AFTER rated_ms;
-- What is published has the same columns at the same places.
ALTER TABLE published_asic {{on_cluster}}
  ADD COLUMN IF NOT EXISTS late_diff Int64 CODEC(T64, ZSTD(1)) AFTER facility_ms,
  ADD COLUMN IF NOT EXISTS submitted_diff Int64 CODEC(T64, ZSTD(1)) AFTER late_diff,
  ADD COLUMN IF NOT EXISTS submitted_ms Int64 CODEC(T64, ZSTD(1)) AFTER submitted_diff,
  ADD COLUMN IF NOT EXISTS checked_errors Int64 CODEC(T64, ZSTD(1)) AFTER submitted_ms,
  ADD COLUMN IF NOT EXISTS checked_nonces Int64 CODEC(T64, ZSTD(1)) AFTER checked_errors,
  ADD COLUMN IF NOT EXISTS checked_ms Int64 CODEC(T64, ZSTD(1)) AFTER checked_nonces,
  ADD COLUMN IF NOT EXISTS board_lost_ms Int64 CODEC(T64, ZSTD(1)) AFTER checked_ms,
  ADD COLUMN IF NOT EXISTS board_due_ms Int64 CODEC(T64, ZSTD(1)) AFTER board_lost_ms,
  ADD COLUMN IF NOT EXISTS boards_ms Int64 CODEC(T64, ZSTD(1)) AFTER board_due_ms,
  ADD COLUMN IF NOT EXISTS rated_j Float64 CODEC(ZSTD(1)) AFTER boards_ms,
  ADD COLUMN IF NOT EXISTS rated_gh Float64 CODEC(ZSTD(1)) AFTER rated_j,
  ADD COLUMN IF NOT EXISTS rated_ms Int64 CODEC(T64, ZSTD(1)) AFTER rated_gh,
  ADD COLUMN IF NOT EXISTS up_gh Float64 CODEC(ZSTD(1)) AFTER rated_ms;

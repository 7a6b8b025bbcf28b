-- XID errors of boards. What was computed before has a time of 0, which is unknown.
ALTER TABLE rollup_gpu {{on_cluster}}
  ADD COLUMN IF NOT EXISTS xid_events Int64 COMMENT 'XID errors seen' CODEC(T64, ZSTD(1)) AFTER facility_ms,
  ADD COLUMN IF NOT EXISTS xid_failures Int64 COMMENT 'Those of them that tell of failing hardware' CODEC(T64, ZSTD(1)) AFTER xid_events,
  ADD COLUMN IF NOT EXISTS xid_ms Int64 COMMENT 'Time in which they are known' CODEC(T64, ZSTD(1)) AFTER xid_failures;
-- What is published has the same columns at the same places.
ALTER TABLE published_gpu {{on_cluster}}
  ADD COLUMN IF NOT EXISTS xid_events Int64 CODEC(T64, ZSTD(1)) AFTER facility_ms,
  ADD COLUMN IF NOT EXISTS xid_failures Int64 CODEC(T64, ZSTD(1)) AFTER xid_events,
  ADD COLUMN IF NOT EXISTS xid_ms Int64 CODEC(T64, ZSTD(1)) AFTER xid_failures;

-- XID errors of boards; unknown in what was read before they were counted.
ALTER TABLE reading_gpu {{on_cluster}}
  ADD COLUMN IF NOT EXISTS xid_events Nullable(Int64) COMMENT 'XID errors seen in the interval: how often the last code became another.' CODEC(T64, ZSTD(1)) AFTER xid;

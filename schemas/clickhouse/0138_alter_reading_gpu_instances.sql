-- How busy the instances of divided boards (MIG) were; unknown in what was read before they were metered.
ALTER TABLE reading_gpu {{on_cluster}}
  ADD COLUMN IF NOT EXISTS instances Nullable(String) COMMENT 'Of a divided board (MIG) each instance as `id:slices:active_ms`, separated by spaces; null where one of them is unknown.' CODEC(ZSTD(1)) AFTER xid_events;

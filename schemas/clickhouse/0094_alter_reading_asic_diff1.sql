-- What hardware errors are held against; not known of what was written by the first version of the schema.
ALTER TABLE reading_asic {{on_cluster}}
  ADD COLUMN IF NOT EXISTS diff1 Nullable(Int64) COMMENT 'Nonces that the device found, hardware errors left out, in the unit in which it counts those.' CODEC(T64, ZSTD(1)) AFTER hw_errors;

-- Hash boards that a miner should have; null where nobody has said, and in revisions from before.
ALTER TABLE register_unit {{on_cluster}}
  ADD COLUMN IF NOT EXISTS boards Nullable(UInt8) AFTER nominal_w;

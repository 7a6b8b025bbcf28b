-- What the network would have lost of energy that is used where it is made. What was computed before has 0 until it is computed anew.
ALTER TABLE rollup_site {{on_cluster}}
  ADD COLUMN IF NOT EXISTS avoided_loss_j Int64 COMMENT 'Energy generated at Mg and not exported at M0, times the loss factor of the grid less that of the site' CODEC(T64, ZSTD(1)) AFTER local_ms,
  ADD COLUMN IF NOT EXISTS avoided_loss_ms Int64 COMMENT 'Time behind avoided_loss_j' CODEC(T64, ZSTD(1)) AFTER avoided_loss_j;
ALTER TABLE published_site {{on_cluster}}
  ADD COLUMN IF NOT EXISTS avoided_loss_j Int64 CODEC(T64, ZSTD(1)) AFTER local_ms,
  ADD COLUMN IF NOT EXISTS avoided_loss_ms Int64 CODEC(T64, ZSTD(1)) AFTER avoided_loss_j;

-- Prices that those of the site are held against; empty in revisions that name none.
ALTER TABLE register_site {{on_cluster}}
  ADD COLUMN IF NOT EXISTS reference_feed LowCardinality(String) AFTER power_feed;

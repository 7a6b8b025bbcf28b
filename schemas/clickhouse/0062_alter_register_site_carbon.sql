-- Where the carbon intensity of a site's grid comes from; empty and null in revisions that say nothing of it.
ALTER TABLE register_site {{on_cluster}}
  ADD COLUMN IF NOT EXISTS carbon_feed LowCardinality(String) AFTER chain_feed,
  ADD COLUMN IF NOT EXISTS carbon_g_per_kwh Nullable(Float64) COMMENT 'Yearly factor, where the feed has none' AFTER carbon_feed;

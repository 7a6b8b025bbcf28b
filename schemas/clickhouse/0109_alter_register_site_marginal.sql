-- Where the marginal emission rate of a site's grid comes from; empty in revisions that say nothing of it.
ALTER TABLE register_site {{on_cluster}}
  ADD COLUMN IF NOT EXISTS marginal_feed LowCardinality(String) AFTER carbon_g_per_kwh;

-- Whether a site is told of orders; without a feed of them it is not known that there were none.
ALTER TABLE register_site {{on_cluster}}
  ADD COLUMN IF NOT EXISTS is_dispatched Bool AFTER carbon_g_per_kwh;

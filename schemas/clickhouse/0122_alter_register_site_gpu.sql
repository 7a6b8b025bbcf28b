-- Where the rental price of a site's GPUs comes from; empty in revisions that configure a rate, or say nothing of it.
ALTER TABLE register_site {{on_cluster}} ADD COLUMN IF NOT EXISTS gpu_feed LowCardinality(String) AFTER gpu_billed_share;

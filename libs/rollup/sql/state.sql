-- What is known of a site before anything is recomputed. Unfinished are buckets of another revision of the register, or cut off.
SELECT revision, power_feed, chain_feed, carbon_feed, marginal_feed, reference_feed, gpu_feed, buckets, hull_from, hull_to, ahead, unfinished, epoch
FROM (
  SELECT max(register_site.revision) AS revision, argMax(register_site.power_feed, register_site.revision) AS power_feed, argMax(register_site.chain_feed, register_site.revision) AS chain_feed,
    argMax(register_site.carbon_feed, register_site.revision) AS carbon_feed, argMax(register_site.marginal_feed, register_site.revision) AS marginal_feed,
    argMax(register_site.reference_feed, register_site.revision) AS reference_feed, argMax(register_site.gpu_feed, register_site.revision) AS gpu_feed
  FROM register_site
  WHERE site = {site:String}
) AS register CROSS JOIN (
  SELECT count() AS buckets, toInt64(toUnixTimestamp(min(bucket_start))) * 1000 AS hull_from, toInt64(toUnixTimestamp(max(bucket_start))) * 1000 + 900000 AS hull_to,
    max(longest_ms) AS ahead, toInt64(intDiv(max(rollup_bucket.version), 1099511627776)) AS epoch, countIf(NOT is_done OR rollup_bucket.revision != (SELECT max(revision) FROM register_site WHERE site = {site:String})) AS unfinished
  FROM rollup_bucket FINAL
  WHERE site = {site:String}
) AS known

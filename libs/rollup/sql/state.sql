-- What is known of a site before anything is recomputed.
SELECT
  (SELECT max(revision) FROM register_site WHERE site = {site:String}) AS revision,
  (SELECT argMax(power_feed, revision) FROM register_site WHERE site = {site:String}) AS power_feed,
  (SELECT argMax(chain_feed, revision) FROM register_site WHERE site = {site:String}) AS chain_feed,
  count() AS buckets, toInt64(toUnixTimestamp(min(bucket_start))) * 1000 AS hull_from, toInt64(toUnixTimestamp(max(bucket_start))) * 1000 + 900000 AS hull_to, max(longest_ms) AS ahead
FROM rollup_bucket
WHERE site = {site:String}

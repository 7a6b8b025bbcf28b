-- What is known of sites before anything is recomputed. Unfinished are buckets of another revision of the register, or cut off.
WITH newest AS (
  SELECT site, max(register_site.revision) AS revision, argMax(power_feed, register_site.revision) AS power_feed, argMax(chain_feed, register_site.revision) AS chain_feed,
    argMax(carbon_feed, register_site.revision) AS carbon_feed, argMax(marginal_feed, register_site.revision) AS marginal_feed,
    argMax(reference_feed, register_site.revision) AS reference_feed, argMax(gpu_feed, register_site.revision) AS gpu_feed
  FROM register_site
  WHERE site IN {sites:Array(String)}
  GROUP BY site
)
SELECT site, any(newest.revision) AS revision, any(power_feed) AS power_feed, any(chain_feed) AS chain_feed, any(carbon_feed) AS carbon_feed, any(marginal_feed) AS marginal_feed,
  any(reference_feed) AS reference_feed, any(gpu_feed) AS gpu_feed, countIf(version > 0) AS buckets, toInt64(toUnixTimestamp(min(bucket_start))) * 1000 AS hull_from,
  toInt64(toUnixTimestamp(max(bucket_start))) * 1000 + 900000 AS hull_to, max(longest_ms) AS ahead, toInt64(intDiv(max(version), 1099511627776)) AS epoch,
  countIf(version > 0 AND (NOT is_done OR bucket.revision != newest.revision)) AS unfinished
FROM newest LEFT JOIN (
  SELECT site, bucket_start, longest_ms, version, is_done, revision FROM rollup_bucket FINAL WHERE site IN {sites:Array(String)}
) AS bucket USING (site)
GROUP BY site

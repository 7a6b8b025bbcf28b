-- What the register's last revision of the site says that values of money, carbon and expectation rest on. An aggregate passes over null unless it is within a tuple.
SELECT max(revision) AS last_revision, toUnixTimestamp64Milli(argMax(known_at, revision)) AS known_ms, argMax(power_feed, revision) AS power_feed, argMax(reference_feed, revision) AS reference_feed, argMax(chain_feed, revision) AS chain_feed,
  argMax(carbon_feed, revision) AS carbon_feed, argMax(marginal_feed, revision) AS marginal_feed, tupleElement(argMax(tuple(carbon_g_per_kwh), revision), 1) AS carbon_g_per_kwh,
  argMax(pool_fee, revision) AS pool_fee, tupleElement(argMax(tuple(gpu_usd_per_hour), revision), 1) AS gpu_usd_per_hour,
  tupleElement(argMax(tuple(gpu_billed_share), revision), 1) AS gpu_billed_share, argMax(gpu_feed, revision) AS gpu_feed
FROM register_site
WHERE site = {site:String} AND known_at <= fromUnixTimestamp64Milli({by:Int64}, 'UTC')
HAVING last_revision > 0

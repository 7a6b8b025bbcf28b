-- What the register's last revision of the site says that values of money and expectation rest on.
SELECT max(revision) AS last_revision, toUnixTimestamp64Milli(argMax(known_at, revision)) AS known_ms, argMax(power_feed, revision) AS power_feed, argMax(chain_feed, revision) AS chain_feed,
  argMax(pool_fee, revision) AS pool_fee, argMax(gpu_usd_per_hour, revision) AS gpu_usd_per_hour, argMax(gpu_billed_share, revision) AS gpu_billed_share
FROM register_site
WHERE site = {site:String}
HAVING last_revision > 0

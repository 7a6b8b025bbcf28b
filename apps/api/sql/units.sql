-- The units of the last revision of each site, with the span in which each is expected.
SELECT DISTINCT
  site,
  device,
  class,
  hall,
  model,
  nominal_ghs,
  nominal_w,
  point,
  poll_ms,
  toUnixTimestamp64Milli(valid_from) AS valid_from_ms,
  toUnixTimestamp64Milli(valid_to) AS valid_to_ms
FROM register_unit
WHERE site IN {site:Array(String)}
  AND (site, revision) IN (SELECT site, max(revision) FROM register_site GROUP BY site)
ORDER BY site, device, valid_from_ms

-- Contracted power of the last revision of each site.
SELECT DISTINCT
  site,
  mw,
  toUnixTimestamp64Milli(valid_from) AS valid_from_ms,
  toUnixTimestamp64Milli(valid_to) AS valid_to_ms
FROM register_contract
WHERE (site, revision) IN (SELECT site, max(revision) FROM register_site GROUP BY site)
ORDER BY site, valid_from_ms

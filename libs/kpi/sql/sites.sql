-- Every site as its last revision says.
SELECT
  site,
  argMax(zone, revision) AS zone,
  argMax(currency, revision) AS currency,
  max(revision) AS last_revision
FROM register_site
GROUP BY site
ORDER BY site

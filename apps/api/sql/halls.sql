-- The halls of the last revision of each site.
SELECT DISTINCT site, hall, workload, loop
FROM register_hall
WHERE (site, revision) IN (SELECT site, max(revision) FROM register_site GROUP BY site)
ORDER BY site, hall

-- The GPU boards of the last revision of each site, whenever they are expected.
SELECT DISTINCT site, hall, device
FROM register_unit
WHERE class = 'gpu' AND (site, revision) IN (SELECT site, max(revision) FROM register_site GROUP BY site)
ORDER BY site, device

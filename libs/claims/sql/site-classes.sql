-- What the halls of every site work on, as its last revision says.
SELECT toString(site) AS site, groupUniqArray(toString(workload)) AS workloads
FROM register_hall FINAL
INNER JOIN (SELECT site, max(revision) AS revision FROM register_site GROUP BY site) AS last USING (site, revision)
GROUP BY site

-- Halls that are no longer registered.
INSERT INTO rollup_site (site, grain, bucket_start, bucket_end, hall, version)
SELECT site, '15m', bucket_start, bucket_end, hall, b.version
FROM (SELECT site, bucket_start, bucket_end, hall, version FROM rollup_site FINAL WHERE grain = '15m' AND {{quarters}}) AS row
INNER JOIN (SELECT site, bucket_start, version FROM rollup_bucket FINAL WHERE {{quarters}}) AS b USING (site, bucket_start)
WHERE row.version < b.version

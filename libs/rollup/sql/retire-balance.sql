-- Halls that are no longer registered have no balance.
INSERT INTO rollup_balance (site, bucket_start, hall, version)
SELECT site, bucket_start, hall, b.version
FROM (SELECT site, bucket_start, hall, version FROM rollup_balance FINAL WHERE {{quarters}}) AS row
INNER JOIN (SELECT bucket_start, version FROM rollup_bucket FINAL WHERE {{quarters}}) AS b USING (bucket_start)
WHERE row.version < b.version

-- Units that are no longer expected.
INSERT INTO rollup_unit (site, bucket_start, class, device, version)
SELECT site, bucket_start, class, device, b.version
FROM (SELECT site, bucket_start, class, device, version FROM rollup_unit FINAL WHERE {{quarters}}) AS row
INNER JOIN (SELECT bucket_start, version FROM rollup_bucket FINAL WHERE {{quarters}}) AS b USING (bucket_start)
WHERE row.version < b.version
